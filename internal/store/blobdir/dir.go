package blobdir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// Dir is a store.Blobs in a folder.
type Dir struct {
	root, tmp string
	// prepared tells the sub-folders that are known to be there and flushed,
	// by the first byte of the hashes in them.
	prepared [256]atomic.Bool
}

var _ store.Blobs = (*Dir)(nil)

// leftoverAge is how long a file in tmp must not have been written to before it
// counts as left behind. A younger one may be what another process, which
// shares the folder, is putting.
const leftoverAge = time.Hour

// Open opens the folder and creates it if it is not there. It removes what
// unfinished Puts left behind more than an hour ago.
func Open(dir string) (*Dir, error) {
	d := &Dir{root: dir, tmp: filepath.Join(dir, "tmp")}
	if err := os.MkdirAll(d.tmp, 0o700); err != nil {
		return nil, said.Errorf("blobdir: create folder: %w", err)
	}
	if err := removeLeftovers(d.tmp, time.Now().Add(-leftoverAge)); err != nil {
		return nil, said.Errorf("blobdir: remove leftovers: %w", err)
	}
	if err := syncDir(filepath.Dir(filepath.Clean(dir))); err != nil {
		return nil, said.Errorf("blobdir: create folder: %w", err)
	}
	return d, nil
}

// removeLeftovers removes what is in tmp and was last written before the time.
func removeLeftovers(tmp string, before time.Time) error {
	entries, err := os.ReadDir(tmp)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // another process has finished it
		}
		if err != nil {
			return err
		}
		if !info.ModTime().Before(before) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(tmp, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// path is where the blob lies.
func (d *Dir) path(h store.Hash) string {
	name := h.String()
	return filepath.Join(d.root, name[:2], name)
}

// Open returns the bytes, or store.ErrNotFound. The caller closes them.
func (d *Dir) Open(ctx context.Context, h store.Hash) (io.ReadSeekCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := os.Open(d.path(h))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, said.Errorf("blobdir: blob %s: %w", h, store.ErrNotFound)
	}
	if err != nil {
		return nil, said.Errorf("blobdir: open blob: %w", err)
	}
	return f, nil
}

// Has reports whether the bytes are there.
func (d *Dir) Has(_ context.Context, h store.Hash) (bool, error) {
	info, err := os.Stat(d.path(h))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, said.Errorf("blobdir: look for blob: %w", err)
	}
	return info.Mode().IsRegular(), nil
}

// Remove deletes the bytes. Removing what is not there is not an error.
func (d *Dir) Remove(_ context.Context, h store.Hash) error {
	if err := os.Remove(d.path(h)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return said.Errorf("blobdir: remove blob: %w", err)
	}
	return nil
}

// Old calls f for every blob whose bytes were last put before the time, by the
// clock of the file system, until f returns an error, which comes back as it
// is. Files that are not blobs are left alone.
func (d *Dir) Old(ctx context.Context, before time.Time, f func(store.Hash) error) error {
	for first := range 256 {
		sub := fmt.Sprintf("%02x", first)
		// One sub-folder holds a 256th of all blobs.
		entries, err := os.ReadDir(filepath.Join(d.root, sub))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return said.Errorf("blobdir: list blobs: %w", err)
		}
		for _, entry := range entries {
			if err := ctx.Err(); err != nil {
				return err
			}
			h, err := store.ParseHash(entry.Name())
			if err != nil || int(h[0]) != first || h.String() != entry.Name() {
				continue
			}
			old, err := isOld(entry, before)
			if err != nil {
				return said.Errorf("blobdir: list blobs: %w", err)
			}
			if !old {
				continue
			}
			if err := f(h); err != nil {
				return err
			}
		}
	}
	return nil
}

func isOld(entry fs.DirEntry, before time.Time) (bool, error) {
	info, err := entry.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // removed meanwhile
	}
	if err != nil {
		return false, err
	}
	return info.Mode().IsRegular() && info.ModTime().Before(before), nil
}
