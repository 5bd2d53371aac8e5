package sqlite

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/serdes"
	"github.com/ncruces/go-sqlite3/vfs/memdb"

	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// OpenMemory opens an empty store in memory, which is gone when it is closed.
// Each call makes its own.
func OpenMemory(ctx context.Context, log *slog.Logger) (*sqlstore.Store, error) {
	image, err := storeImage()
	if err != nil {
		return nil, err
	}
	engine, err := openMemory(ctx, forStore("MEMORY"), image)
	if err != nil {
		return nil, err
	}
	return sqlstore.New(ctx, engine, log)
}

// openMemory opens a copy of a migrated database; nil is an empty file.
func openMemory(ctx context.Context, t tuning, image []byte) (sqlstore.Engine, error) {
	// The name is all that two such databases of one process have to differ in.
	id := rand.Text()
	memdb.Create(id, bytes.Clone(image))
	name := fileName("/"+id, "vfs", "memdb")

	engine, err := connect(ctx, name, t, nil)
	if err != nil {
		memdb.Delete(id)
		return sqlstore.Engine{}, fmt.Errorf("store: open database in memory: %w", err)
	}
	engine.Migrated = image != nil
	engine.Close = func() error {
		memdb.Delete(id)
		return nil
	}
	return engine, nil
}

// The images are empty databases that the migrations have made, once in a
// process: to run them takes longer than all else that a test's service does
// at its start.
var (
	storeImage = sync.OnceValues(func() ([]byte, error) {
		return makeImage(forStore("MEMORY"), func(ctx context.Context, e sqlstore.Engine, log *slog.Logger) (io.Closer, error) {
			return sqlstore.New(ctx, e, log)
		})
	})
	journalImage = sync.OnceValues(func() ([]byte, error) {
		return makeImage(forJournal("MEMORY"), func(ctx context.Context, e sqlstore.Engine, log *slog.Logger) (io.Closer, error) {
			return sqlstore.NewJournal(ctx, e, log)
		})
	})
)

func makeImage(t tuning, migrate func(context.Context, sqlstore.Engine, *slog.Logger) (io.Closer, error)) ([]byte, error) {
	ctx := context.Background()
	engine, err := openMemory(ctx, t, nil)
	if err != nil {
		return nil, err
	}
	migrated, err := migrate(ctx, engine, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer migrated.Close()
	image, err := serialize(ctx, engine.Reader)
	if err != nil {
		return nil, fmt.Errorf("store: copy database in memory: %w", err)
	}
	return image, nil
}

func serialize(ctx context.Context, db *sql.DB) (image []byte, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	err = conn.Raw(func(c any) error {
		raw, ok := c.(driver.Conn)
		if !ok {
			return fmt.Errorf("%T is not the driver's connection", c)
		}
		image, err = serdes.Serialize(raw.Raw(), "main")
		return err
	})
	return image, errors.Join(err, conn.Close())
}
