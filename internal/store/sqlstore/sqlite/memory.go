package sqlite

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"

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
	return OpenImage(ctx, image, log)
}

// OpenImage opens a store in memory that begins as a copy of an image, which
// any number of stores may share.
func OpenImage(ctx context.Context, image Image, log *slog.Logger) (*sqlstore.Store, error) {
	engine, err := openMemory(ctx, rand.Text(), forStore("MEMORY"), image)
	if err != nil {
		return nil, err
	}
	return sqlstore.New(ctx, engine, log)
}

// memoryPage is small because an empty database has a page for each table and
// index, and all of them are copied.
const memoryPage = 1024

// openMemory opens a copy of an image; nil is an empty file. The id is all that
// two such databases of one process have to differ in.
func openMemory(ctx context.Context, id string, t tuning, image Image) (sqlstore.Engine, error) {
	memdb.Create(id, bytes.Clone(image))
	name := memoryName(id)
	t.page = memoryPage
	// Each connection is a SQLite of its own that has to read the schema, and
	// in memory none is spared a wait by another: one does for all.
	only, err := connectWriter(ctx, name, t, nil)
	if err != nil {
		memdb.Delete(id)
		return sqlstore.Engine{}, fmt.Errorf("store: open database in memory: %w", err)
	}
	return sqlstore.Engine{
		Dialect:  sqlstore.SQLite,
		Writer:   only,
		Migrated: image != nil,
		Begin:    begin,
		Prepare:  prepare,
		Check:    func(ctx context.Context) error { return checkAside(ctx, name) },
		Close: func() error {
			memdb.Delete(id)
			return nil
		},
	}, nil
}

func memoryName(id string) string { return fileName("/"+id, "vfs", "memdb") }

// checkAside examines a database on a connection of its own.
func checkAside(ctx context.Context, name string) error {
	db, err := open(name, nil)
	if err != nil {
		return err
	}
	return errors.Join(integrityCheck(ctx, db), db.Close())
}
