package sqlite

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/serdes"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// Image is the file of a database. It is never changed.
type Image []byte

// NewImage makes an image of a store that holds what fill has put into it.
func NewImage(ctx context.Context, fill func(context.Context, store.Store) error) (Image, error) {
	return makeImage(ctx, forStore("MEMORY"), func(e sqlstore.Engine, log *slog.Logger) (io.Closer, error) {
		s, err := sqlstore.New(ctx, e, log)
		if err != nil {
			return nil, err
		}
		return s, fill(ctx, s)
	})
}

// The images are empty databases that the migrations have made, once in a
// process: to run them takes longer than all else that a test's service does
// at its start.
var (
	storeImage = sync.OnceValues(func() (Image, error) {
		return NewImage(context.Background(), func(context.Context, store.Store) error { return nil })
	})
	journalImage = sync.OnceValues(func() (Image, error) {
		ctx := context.Background()
		return makeImage(ctx, forJournal("MEMORY"), func(e sqlstore.Engine, log *slog.Logger) (io.Closer, error) {
			j, err := sqlstore.NewJournal(ctx, e, log)
			if err != nil {
				return nil, err // not j, which as an io.Closer is not nil
			}
			return j, nil
		})
	})
)

// makeImage copies the database that build makes of an empty engine. What build
// returns is closed.
func makeImage(ctx context.Context, t tuning, build func(sqlstore.Engine, *slog.Logger) (io.Closer, error)) (Image, error) {
	id := rand.Text()
	engine, err := openMemory(ctx, id, t, nil)
	if err != nil {
		return nil, err
	}
	built, err := build(engine, slog.New(slog.DiscardHandler))
	if err != nil {
		if built != nil {
			err = errors.Join(err, built.Close())
		}
		return nil, err
	}
	image, err := serialize(ctx, memoryName(id))
	if err = errors.Join(err, built.Close()); err != nil {
		return nil, fmt.Errorf("store: copy database in memory: %w", err)
	}
	return image, nil
}

// serialize reads a database on a connection of its own.
func serialize(ctx context.Context, name string) (image Image, err error) {
	db, err := open(name, nil)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	err = conn.Raw(func(c any) error {
		raw, ok := c.(driver.Conn)
		if !ok {
			return fmt.Errorf("%T is not the driver's connection", c)
		}
		image, err = serdes.Serialize(raw.Raw(), "main")
		return err
	})
	return image, errors.Join(err, conn.Close(), db.Close())
}
