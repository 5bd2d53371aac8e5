package blobdir

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// staged is bytes in a file of their own: one in tmp, or once they are kept, the
// blob.
type staged struct {
	*os.File
	dir  *Dir
	hash store.Hash
	size int64
	// name is the file's in tmp, "" when it is there no more.
	name string
}

var _ store.Staged = (*staged)(nil)

// Stage takes the bytes that r yields into tmp. It needs the same memory for any
// number of bytes.
func (d *Dir) Stage(ctx context.Context, r io.Reader) (store.Staged, error) {
	f, err := os.CreateTemp(d.tmp, "put-*") // with mode 0600
	if err != nil {
		return nil, said.Errorf("blobdir: stage blob: %w", err)
	}
	s := &staged{File: f, dir: d, name: f.Name()}
	s.hash, s.size, err = hashInto(ctx, f, r)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, said.Errorf("blobdir: stage blob: %w", errors.Join(err, s.Close()))
	}
	return s, nil
}

func (s *staged) Hash() store.Hash { return s.hash }

func (s *staged) Size() int64 { return s.size }

// Keep gives the bytes their final name. Bytes that are already there are not
// written again, but count as put now; a file of another length is replaced.
func (s *staged) Keep(context.Context) error {
	if err := s.keep(); err != nil {
		return said.Errorf("blobdir: keep blob: %w", err)
	}
	return nil
}

func (s *staged) keep() error {
	if err := s.dir.prepare(s.hash); err != nil {
		return err
	}
	path := s.dir.path(s.hash)
	there, err := refresh(path, s.size)
	if err != nil {
		return err
	}
	if !there {
		if err := s.Sync(); err != nil {
			return err
		}
		if s.File, err = rename(s.File, s.name, path); err != nil {
			return err
		}
		s.name = ""
	}
	// A file that was found may have got its name a moment ago, by another Keep
	// that has not yet flushed the folder.
	return s.dir.flush(s.hash)
}

// Close gives up the bytes that were not kept.
func (s *staged) Close() error {
	err := s.File.Close()
	if errors.Is(err, fs.ErrClosed) {
		err = nil
	}
	if s.name != "" {
		if removed := os.Remove(s.name); !errors.Is(removed, fs.ErrNotExist) {
			err = errors.Join(err, removed)
		}
	}
	return err
}

// hashInto copies what r yields and returns its hash and length. It reads as
// much as its buffer holds before it writes, as a form comes in small pieces.
func hashInto(ctx context.Context, w io.Writer, r io.Reader) (h store.Hash, size int64, err error) {
	sum := sha256.New()
	both := io.MultiWriter(w, sum)
	buffer := make([]byte, 64<<10)
	for err == nil {
		n := 0
		for n < len(buffer) && err == nil {
			if err = ctx.Err(); err == nil {
				var m int
				m, err = r.Read(buffer[n:])
				n += m
			}
		}
		if err == nil || errors.Is(err, io.EOF) {
			if _, failed := both.Write(buffer[:n]); failed != nil {
				return store.Hash{}, 0, failed
			}
			size += int64(n)
		}
	}
	if !errors.Is(err, io.EOF) {
		return store.Hash{}, 0, err
	}
	return store.Hash(sum.Sum(nil)), size, nil
}
