package snapshot

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// Target is what a snapshot is restored into.
type Target struct {
	Store store.Copies
	Blobs store.Blobs
	// Check says what is wrong with a row beyond the types of its values; nil
	// finds nothing.
	Check func(table string, row map[string]any) error
	// MaxBytes is how many bytes a file may unpack to; 0 is the default, 64 GiB.
	MaxBytes int64
}

// Result says what was restored.
type Result struct {
	MadeAt time.Time
	// Rows and Blobs are how many the snapshot holds.
	Rows, Blobs int64
}

// Checked is a file that was found to be sound.
type Checked struct {
	file   io.ReadSeeker
	to     Target
	result Result
}

// Check reads all of a file and changes nothing. If it returns an error that is
// a Bad, the file is not sound.
func Check(ctx context.Context, file io.ReadSeeker, to Target) (*Checked, error) {
	said, count, err := to.read(ctx, file, visitor{row: to.check, blob: checkBlob})
	if err != nil {
		return nil, err
	}
	return &Checked{file, to, Result{MadeAt: said.MadeAt, Rows: count.Rows, Blobs: count.Blobs}}, nil
}

// PutBlobs puts the blobs of the file. From now until the rows have been replaced, no
// blob must be removed. Blobs that no row names, because that fails or is not done, are
// collected like others.
func (c *Checked) PutBlobs(ctx context.Context) error {
	_, _, err := c.to.read(ctx, c.file, visitor{
		row:  func(store.Table, []any) error { return nil },
		blob: func(hash store.Hash, content io.Reader) error { return c.to.put(ctx, hash, content) },
	})
	return err
}

// Fill keeps all rows of the file next to those of the target, after PutBlobs. Rows that
// cannot stand together are a store.BadCopy; then, as after any other error, nothing has
// changed. What it returns replaces the rows of the target.
func (c *Checked) Fill(ctx context.Context) (store.Replacement, error) {
	return c.to.Store.Fill(ctx, func(add func(string, []any) error) error {
		_, again, err := c.to.read(ctx, c.file, visitor{
			row: func(table store.Table, row []any) error {
				if table.Name == blobsTable {
					if err := c.to.present(ctx, store.Hash(row[0].([]byte))); err != nil {
						return err
					}
				}
				return add(table.Name, row)
			},
			blob: func(store.Hash, io.Reader) error { return errNoMoreRows },
		})
		if err == nil || errors.Is(err, errNoMoreRows) {
			if err = nil; again.Rows != c.result.Rows {
				err = errChanged
			}
		}
		return err
	})
}

// Result says what the file holds.
func (c *Checked) Result() Result { return c.result }

// Restore replaces all that is in the target by what a file holds: it is Check,
// PutBlobs, Fill and Swap.
func Restore(ctx context.Context, file io.ReadSeeker, to Target) (Result, error) {
	checked, err := Check(ctx, file, to)
	if err != nil {
		return Result{}, err
	}
	if err := checked.PutBlobs(ctx); err != nil {
		return Result{}, err
	}
	filled, err := checked.Fill(ctx)
	if err != nil {
		return Result{}, err
	}
	defer filled.Discard(ctx)
	if err := filled.Swap(ctx); err != nil {
		return Result{}, err
	}
	return checked.Result(), nil
}

var (
	// errNoMoreRows ends a reading where the rows end.
	errNoMoreRows = said.Errorf("no rows follow")
	errChanged    = said.Errorf("the file was changed while it was read")
)

// read walks through the file from its beginning.
func (t Target) read(ctx context.Context, file io.ReadSeeker, v visitor) (manifest, end, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return manifest{}, end{}, said.Errorf("restore: %w", err)
	}
	limit := t.MaxBytes
	if limit == 0 {
		limit = maxBytes
	}
	return walk(ctx, source{file, limit, t.Store.Tables()}, v)
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
		return said.Errorf("restore: picture %s: %w", hash, err)
	}
	return nil
}

func (t Target) present(ctx context.Context, hash store.Hash) error {
	there, err := t.Blobs.Has(ctx, hash)
	if err != nil {
		return said.Errorf("restore: picture %s: %w", hash, err)
	}
	if !there {
		return bad("the bytes of picture %s are missing", hash)
	}
	return nil
}
