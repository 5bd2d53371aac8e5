package sqlite

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/serdes"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// Image is the file of a database. It is never changed.
type Image []byte

// NewImage makes an image of what build has put into an empty database. What build
// returns is closed.
func NewImage(ctx context.Context, build func(sqldb.Source) (io.Closer, error)) (Image, error) {
	return makeImage(ctx, forStore("MEMORY"), build)
}

func makeImage(ctx context.Context, t tuning, build func(sqldb.Source) (io.Closer, error)) (Image, error) {
	id := rand.Text()
	built, err := build(sqldb.SourceFunc(func(ctx context.Context, _ *sqldb.Schema, _ *slog.Logger) (sqldb.Engine, error) {
		return openMemory(ctx, id, t, nil)
	}))
	if err != nil {
		return nil, err
	}
	image, err := serialize(ctx, memoryName(id))
	if err = errors.Join(err, built.Close()); err != nil {
		return nil, said.Errorf("store: copy database in memory: %w", err)
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
			return said.Errorf("%T is not the driver's connection", c)
		}
		image, err = serdes.Serialize(raw.Raw(), "main")
		return err
	})
	return image, errors.Join(err, conn.Close(), db.Close())
}
