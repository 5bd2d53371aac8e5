package snapshot

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Target is what a snapshot is restored into.
type Target struct {
	Store store.Copies
	Blobs store.Blobs
	// Check says what is wrong with a row beyond the types of its values; nil
	// finds nothing.
	Check func(table string, row map[string]any) error
}

// Result says what was restored.
type Result struct {
	MadeAt time.Time
	// Rows and Blobs are how many the snapshot holds.
	Rows, Blobs int64
}

// Restore replaces all that is in the target by what a file holds. The file is
// read three times: first all of it is checked, then its blobs are put, then
// its rows replace the others in one write. A file that is not sound is a Bad or
// a store.BadCopy, and nothing has changed then; blobs that were put and that no
// row names are collected like others. No blob must be removed meanwhile.
func Restore(ctx context.Context, file io.ReadSeeker, to Target) (Result, error) {
	checked, count, err := to.read(ctx, file, visitor{row: to.check, blob: checkBlob})
	if err != nil {
		return Result{}, err
	}
	_, _, err = to.read(ctx, file, visitor{
		row:  func(store.Table, []any) error { return nil },
		blob: func(hash store.Hash, content io.Reader) error { return to.put(ctx, hash, content) },
	})
	if err != nil {
		return Result{}, err
	}
	err = to.Store.ReplaceAll(ctx, func(add func(string, []any) error) error {
		_, again, err := to.read(ctx, file, visitor{
			row: func(table store.Table, row []any) error {
				if table.Name == blobsTable {
					if err := to.present(store.Hash(row[0].([]byte))); err != nil {
						return err
					}
				}
				return add(table.Name, row)
			},
			// The write waits for nothing that it does not need.
			blob: func(store.Hash, io.Reader) error { return errNoMoreRows },
		})
		if err == nil || errors.Is(err, errNoMoreRows) {
			if err = nil; again.Rows != count.Rows {
				err = errChanged
			}
		}
		return err
	})
	if err != nil {
		return Result{}, err
	}
	return Result{MadeAt: checked.MadeAt, Rows: count.Rows, Blobs: count.Blobs}, nil
}

var (
	// errNoMoreRows ends a reading where the rows end.
	errNoMoreRows = errors.New("no rows follow")
	errChanged    = errors.New("the file was changed while it was read")
)

// read walks through the file from its beginning.
func (t Target) read(ctx context.Context, file io.ReadSeeker, v visitor) (manifest, end, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return manifest{}, end{}, fmt.Errorf("restore: %w", err)
	}
	return walk(ctx, file, t.Store.Tables(), v)
}

// check hands a row to Check, by the names of its columns.
func (t Target) check(table store.Table, row []any) error {
	if t.Check == nil {
		return nil
	}
	named := make(map[string]any, len(row))
	for i, column := range table.Columns {
		named[column.Name] = row[i]
	}
	if err := t.Check(table.Name, named); err != nil {
		return bad("a row of %s: %v", table.Name, err)
	}
	return nil
}

// checkBlob compares a blob with its name.
func checkBlob(hash store.Hash, content io.Reader) error {
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil {
		return err
	}
	if store.Hash(sum.Sum(nil)) != hash {
		return bad("the bytes of picture %s are others", hash)
	}
	return nil
}

func (t Target) put(ctx context.Context, hash store.Hash, content io.Reader) error {
	got, _, err := t.Blobs.Put(ctx, content)
	if err == nil && got != hash {
		err = errChanged
	}
	if err != nil {
		return fmt.Errorf("restore: picture %s: %w", hash, err)
	}
	return nil
}

func (t Target) present(hash store.Hash) error {
	there, err := t.Blobs.Has(hash)
	if err != nil {
		return fmt.Errorf("restore: picture %s: %w", hash, err)
	}
	if !there {
		return bad("the bytes of picture %s are missing", hash)
	}
	return nil
}
