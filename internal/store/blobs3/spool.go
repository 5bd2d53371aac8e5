package blobs3

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/wait"
)

// leftoverAge is how long a file in the spool must not have been written to
// before it counts as left behind. A younger one may be another process's.
const leftoverAge = time.Hour

// removeLeftovers removes what is in the spool and was last written before the
// time: what a crash has left where a file in use cannot be removed.
func removeLeftovers(spool string, before time.Time) error {
	names, err := filepath.Glob(filepath.Join(spool, "blob-*"))
	if err != nil {
		return err
	}
	for _, name := range names {
		info, err := os.Lstat(name)
		if err == nil && info.ModTime().Before(before) {
			err = os.Remove(name)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// spooled is bytes in a file that is gone when it is closed.
type spooled struct {
	*os.File
	bucket *Bucket
	hash   store.Hash
	size   int64
}

var _ store.Staged = (*spooled)(nil)

func (s *spooled) Hash() store.Hash { return s.hash }

func (s *spooled) Size() int64 { return s.size }

// spool copies what r yields into a file and computes the hash on the way.
func (b *Bucket) spool(ctx context.Context, r io.Reader) (*spooled, error) {
	f, err := os.CreateTemp(b.config.Spool, "blob-*") // with mode 0600
	if err != nil {
		return nil, err
	}
	s := &spooled{File: f, bucket: b}
	// Where the system allows it the name goes at once, so that a crash leaves
	// nothing; elsewhere it goes at Close.
	_ = os.Remove(f.Name())
	sum := sha256.New()
	// The wrapped reader hides io.WriterTo, so that the buffer below is all.
	s.size, err = io.CopyBuffer(io.MultiWriter(f, sum), wait.Reader(ctx, r), make([]byte, 64<<10))
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.hash = store.Hash(sum.Sum(nil))
	return s, nil
}

// Close gives the bytes up.
func (s *spooled) Close() error {
	err := s.File.Close()
	if removed := os.Remove(s.Name()); !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}
