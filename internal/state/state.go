package state

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/semaphore"

	"github.com/wxastore/wxastore/internal/clock"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/quota"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/snapshot"
	"github.com/wxastore/wxastore/internal/store"
)

// State is everything that the service keeps, except the journal of calls.
type State struct {
	Store   store.Store
	Blobs   store.Blobs
	Journal *journal.Journal
	Clock   *clock.Clock
	Faults  *fault.Faults
	Quotas  *quota.Quotas
	// Loader applies seeds at the current time. First seeds what the service was started
	// with.
	Loader func() seed.Loader
	First  func(context.Context) error
	// Upkeep is held while something collects what is no longer needed, and while the
	// state is copied or replaced, when nothing may be collected. Waiting for it ends
	// with the context.
	Upkeep *semaphore.Weighted
	// Folder is for temporary files; "" is the system's. MaxBytes bounds what a snapshot
	// to restore may unpack to; 0 is the default.
	Folder   string
	MaxBytes int64
	Log      *slog.Logger

	undo kept
}

// Reset makes the service what it was at its first start.
func (s *State) Reset(ctx context.Context, seen string) error {
	if err := s.Upkeep.Acquire(ctx, 1); err != nil {
		return said.Errorf("reset: wait for upkeep: %w", err)
	}
	defer s.Upkeep.Release(1)
	if err := s.keep(ctx, "reset", seen); err != nil {
		return err
	}
	nothing, err := s.Store.Fill(ctx, func(func(string, []any) error) error { return nil })
	if err != nil {
		return err
	}
	defer nothing.Discard(ctx)
	if err := s.replace(ctx, nothing); err != nil {
		return err
	}
	if err := s.First(ctx); err != nil {
		return err
	}
	_, err = s.Journal.Clear(ctx)
	return err
}

// Seed applies what a seed file would hold. Nobody can name files of this
// machine from elsewhere.
func (s *State) Seed(ctx context.Context, yaml string) (api.Seeded, error) {
	loader := s.Loader()
	loader.Progress, loader.NoFiles = nil, true
	result, err := loader.Text(ctx, yaml)
	if _, ok := errors.AsType[seed.BadSeed](err); err != nil && !ok {
		s.Log.Error("seed failed", "error", err)
	}
	return api.Seeded(result), err
}

// Snapshot copies everything into a temporary file first, so that a slow reader
// does not hold the service up.
func (s *State) Snapshot(ctx context.Context) (api.File, error) {
	file, err := s.temporary()
	if err != nil {
		return api.File{}, said.Errorf("snapshot: %w", err)
	}
	size, err := s.write(ctx, file.File)
	if err != nil {
		return api.File{}, errors.Join(err, file.Close())
	}
	name := "wxastore-" + s.Clock.Now().Format("20060102-150405") + ".snapshot"
	return api.File{ReadCloser: file, Name: name, Type: api.TakeSnapshot.Media, Size: size}, nil
}

func (s *State) write(ctx context.Context, file *os.File) (size int64, err error) {
	// What is collected meanwhile could not be copied.
	if err := s.Upkeep.Acquire(ctx, 1); err != nil {
		return 0, said.Errorf("snapshot: wait for upkeep: %w", err)
	}
	defer s.Upkeep.Release(1)
	// What was taken ahead would count as used in the copy.
	if err := s.Quotas.Return(ctx); err != nil {
		return 0, err
	}
	if err := snapshot.Write(ctx, file, s.Store, s.Blobs, s.Clock.Now()); err != nil {
		return 0, err
	}
	if size, err = file.Seek(0, io.SeekEnd); err != nil {
		return 0, said.Errorf("snapshot: %w", err)
	}
	if _, err = file.Seek(0, io.SeekStart); err != nil {
		return 0, said.Errorf("snapshot: %w", err)
	}
	return size, nil
}

// Restore replaces everything by what a snapshot holds.
func (s *State) Restore(ctx context.Context, r io.Reader, seen string) (api.Restored, error) {
	return s.restore(ctx, "restore", seen, func() (io.ReadCloser, error) { return io.NopCloser(r), nil })
}

// restore copies a snapshot and replaces everything by it. It keeps the state before what
// it is called.
func (s *State) restore(ctx context.Context, what, seen string, open func() (io.ReadCloser, error)) (api.Restored, error) {
	file, err := s.temporary()
	if err != nil {
		return api.Restored{}, said.Errorf("restore: %w", err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			s.Log.Warn("a temporary file is left behind", "error", err)
		}
	}()
	r, err := open()
	if err != nil {
		return api.Restored{}, err
	}
	_, err = io.Copy(file.File, r)
	if err := errors.Join(err, r.Close()); err != nil {
		return api.Restored{}, said.Errorf("restore: %w", err)
	}
	// Nobody waits while a file is only looked at.
	checked, err := snapshot.Check(ctx, file.File, snapshot.Target{
		Store: s.Store, Blobs: s.Blobs, Check: CheckRow, MaxBytes: s.MaxBytes,
	})
	if err != nil {
		return api.Restored{}, err
	}
	if err := s.Upkeep.Acquire(ctx, 1); err != nil {
		return api.Restored{}, said.Errorf("restore: wait for upkeep: %w", err)
	}
	defer s.Upkeep.Release(1)
	if err := checked.PutBlobs(ctx); err != nil {
		return api.Restored{}, err
	}
	filled, err := checked.Fill(ctx)
	if err != nil {
		return api.Restored{}, err
	}
	defer filled.Discard(ctx)
	// Calls go on until the state is replaced: what they have written by now can be undone to.
	if err := s.keep(ctx, what, seen); err != nil {
		return api.Restored{}, err
	}
	if err := s.replace(ctx, filled); err != nil {
		return api.Restored{}, err
	}
	result := checked.Result()
	return api.Restored{MadeAt: result.MadeAt, Rows: result.Rows, Pictures: result.Blobs}, nil
}

// replace replaces the state, and makes everybody read it again who keeps a part of it.
func (s *State) replace(ctx context.Context, by store.Replacement) error {
	if err := s.Quotas.Replace(ctx, func() error { return by.Swap(ctx) }); err != nil {
		return err
	}
	if err := s.Clock.Reload(ctx); err != nil {
		return err
	}
	_, err := s.Faults.List(ctx)
	return err
}

// temporaryFile is a file that is gone once it is closed.
type temporaryFile struct{ *os.File }

// temporaryName is how the name of one begins.
const temporaryName = ".snapshot-"

// SweepTemporary removes the files that a killed process has left in a folder.
func SweepTemporary(data string) error {
	if data == "" {
		return nil // they were the system's
	}
	entries, err := os.ReadDir(data)
	if err != nil {
		return said.Errorf("look for old temporary files: %w", err)
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), temporaryName) {
			continue
		}
		if err := os.Remove(filepath.Join(data, entry.Name())); err != nil {
			return said.Errorf("remove an old temporary file: %w", err)
		}
	}
	return nil
}

// temporary makes a file where the state lies, as there is room for such.
func (s *State) temporary() (temporaryFile, error) {
	file, err := os.CreateTemp(s.Folder, temporaryName+"*")
	return temporaryFile{file}, err
}

func (t temporaryFile) Close() error {
	return errors.Join(t.File.Close(), os.Remove(t.Name()))
}
