package sqlite

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"sync"

	"errors"

	"github.com/ncruces/go-sqlite3/vfs/memdb"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// Memory is an empty database in memory, which is gone when it is closed. Each
// Open makes its own.
func Memory() sqldb.Source { return memory{forStore("MEMORY")} }

// MemoryJournal is Memory for the journal of calls.
func MemoryJournal() sqldb.Source { return memory{forJournal("MEMORY")} }

// MemorySearch is Memory for the search index.
func MemorySearch() sqldb.Source { return memory{forSearch("MEMORY")} }

type memory struct{ tuning }

func (m memory) Open(ctx context.Context, schema *sqldb.Schema, _ *slog.Logger) (sqldb.Engine, error) {
	image, err := empty(schema, m.tuning)
	if err != nil {
		return sqldb.Engine{}, err
	}
	return openMemory(ctx, rand.Text(), m.tuning, image)
}

// Copy is a database in memory that begins as a copy of an image, which any number
// of databases may share.
func Copy(image Image) sqldb.Source {
	return sqldb.SourceFunc(func(ctx context.Context, _ *sqldb.Schema, _ *slog.Logger) (sqldb.Engine, error) {
		return openMemory(ctx, rand.Text(), forStore("MEMORY"), image)
	})
}

// empties holds an Image by schema, made once in a process: to run the migrations
// takes longer than all else that a test's service does at its start.
var empties sync.Map

// empty is the image of a database that the migrations have made.
func empty(schema *sqldb.Schema, t tuning) (Image, error) {
	made, _ := empties.LoadOrStore(schema, sync.OnceValues(func() (Image, error) {
		return makeImage(context.Background(), t, func(source sqldb.Source) (io.Closer, error) {
			return sqldb.Open(context.Background(), source, schema, nil, slog.New(slog.DiscardHandler))
		})
	}))
	return made.(func() (Image, error))()
}

// memoryPage is small because an empty database has a page for each table and
// index, and all of them are copied.
const memoryPage = 1024

// openMemory opens a copy of an image; nil is an empty file. The id is all that
// two such databases of one process have to differ in.
func openMemory(ctx context.Context, id string, t tuning, image Image) (sqldb.Engine, error) {
	memdb.Create(id, bytes.Clone(image))
	name := memoryName(id)
	t.page = memoryPage
	// Each connection is a SQLite of its own that has to read the schema, and
	// in memory none is spared a wait by another: one does for all.
	only, err := connectWriter(ctx, name, t, nil)
	if err != nil {
		memdb.Delete(id)
		return sqldb.Engine{}, said.Errorf("store: open database in memory: %w", err)
	}
	return sqldb.Engine{
		Dialect:  sqldb.SQLite,
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
