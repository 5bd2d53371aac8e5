package blobdir

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Put keeps the bytes that r yields and returns their hash and number when they
// are on disk, as Stage and Keep do.
func (d *Dir) Put(ctx context.Context, r io.Reader) (store.Hash, int64, error) {
	s, err := d.Stage(ctx, r)
	if err != nil {
		return store.Hash{}, 0, err
	}
	if err := errors.Join(s.Keep(ctx), s.Close()); err != nil {
		return store.Hash{}, 0, err
	}
	return s.Hash(), s.Size(), nil
}

// prepare creates the sub-folder of a hash. It is flushed even if it was there:
// another Keep may have created it just before.
func (d *Dir) prepare(h store.Hash) error {
	ready := &d.prepared[h[0]]
	if ready.Load() {
		return nil
	}
	if err := os.Mkdir(filepath.Dir(d.path(h)), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := syncDir(d.root); err != nil {
		return err
	}
	ready.Store(true)
	return nil
}

// flush flushes the names in the sub-folder of a hash.
func (d *Dir) flush(h store.Hash) error { return syncDir(filepath.Dir(d.path(h))) }

// refresh reports whether a file of the size is there, and if so marks it as
// put now.
func refresh(path string, size int64) (there bool, err error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && (!info.Mode().IsRegular() || info.Size() != size) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	now := time.Now()
	err = os.Chtimes(path, now, now)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // removed meanwhile
	}
	return err == nil, err
}
