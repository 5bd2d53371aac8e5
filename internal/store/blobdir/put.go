package blobdir

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Put keeps the bytes that r yields and returns their hash and number when
// they are on disk. It needs the same memory for any number of bytes. Bytes
// that are already there are not written again, but count as put now; a file
// of another length is replaced.
func (d *Dir) Put(ctx context.Context, r io.Reader) (store.Hash, int64, error) {
	h, size, err := d.put(ctx, r)
	if err != nil {
		return store.Hash{}, 0, fmt.Errorf("blobdir: put blob: %w", err)
	}
	return h, size, nil
}

func (d *Dir) put(ctx context.Context, r io.Reader) (h store.Hash, size int64, err error) {
	f, err := os.CreateTemp(d.tmp, "put-*") // with mode 0600
	if err != nil {
		return h, 0, err
	}
	h, size, err = hashInto(ctx, f, r)
	if err == nil {
		err = d.keep(f, h, size)
	}
	// After a success the file may be closed and have another name.
	if closeErr := f.Close(); !errors.Is(closeErr, fs.ErrClosed) {
		err = errors.Join(err, closeErr)
	}
	if removeErr := os.Remove(f.Name()); !errors.Is(removeErr, fs.ErrNotExist) {
		err = errors.Join(err, removeErr)
	}
	return h, size, err
}

// hashInto copies what r yields and returns its hash and length.
func hashInto(ctx context.Context, w io.Writer, r io.Reader) (store.Hash, int64, error) {
	sum := sha256.New()
	// The wrapped reader hides io.WriterTo, so that the buffer below is all.
	size, err := io.CopyBuffer(io.MultiWriter(w, sum), reader{ctx, r}, make([]byte, 64<<10))
	if err != nil {
		return store.Hash{}, 0, err
	}
	return store.Hash(sum.Sum(nil)), size, nil
}

// keep gives the file its final name, unless the blob is already there.
func (d *Dir) keep(f *os.File, h store.Hash, size int64) error {
	if err := d.prepare(h); err != nil {
		return err
	}
	there, err := refresh(d.path(h), size)
	if err != nil {
		return err
	}
	if !there {
		if err := f.Sync(); err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
		if err := os.Rename(f.Name(), d.path(h)); err != nil {
			return err
		}
	}
	// A file that was found may have got its name a moment ago, by another Put
	// that has not yet flushed the folder.
	return syncDir(filepath.Dir(d.path(h)))
}

// prepare creates the sub-folder of a hash. It is flushed even if it was there:
// another Put may have created it just before.
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

// reader ends the copy when ctx does.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
