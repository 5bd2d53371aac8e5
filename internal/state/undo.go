package state

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/snapshot"
	"github.com/wxastore/wxastore/internal/store"
)

// What a reset or a restore replaces is kept, so that it can be undone: one snapshot, in
// the folder of the state, or in memory where there is none. A state that is longer than
// this as a snapshot is not kept.
const (
	maxKept       = 1 << 30
	maxKeptMemory = 64 << 20
)

// keptPrefix and keptSuffix are around what is about to be done in the name of the file.
const (
	keptPrefix = "before-"
	keptSuffix = ".snapshot"
)

// kept is the state before the last reset, restore or undo. The zero value keeps none.
type kept struct {
	mu     sync.Mutex
	memory []byte
	what   string
	at     time.Time
}

// errTooLong says that a state is not kept.
var errTooLong = said.Errorf("the state is too long to be kept")

// keep keeps the state before something is done by one who has seen a version of it. Where
// it is too long, nothing can be undone then, for what was kept before is older than what
// is about to be done.
func (s *State) keep(ctx context.Context, what, seen string) error {
	s.undo.mu.Lock()
	defer s.undo.mu.Unlock()
	if err := s.unchanged(seen); err != nil {
		return err
	}
	if s.Folder == "" {
		var text bytes.Buffer
		err := s.copyTo(ctx, &limited{to: &text, left: maxKeptMemory})
		s.undo.memory, s.undo.what, s.undo.at = nil, what, time.Now()
		if err == nil {
			s.undo.memory = text.Bytes()
		}
		return tolerable(err)
	}
	file, err := s.temporary()
	if err != nil {
		return said.Errorf("keep the state: %w", err)
	}
	if err = s.copyTo(ctx, &limited{to: file, left: maxKept}); err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.File.Close()); err != nil {
		err = errors.Join(err, os.Remove(file.Name()))
		if tolerable(err) == nil {
			s.undo.at, err = time.Now(), s.forget("")
		}
		return err
	}
	name := filepath.Join(s.Folder, keptPrefix+what+keptSuffix)
	if err := os.Rename(file.Name(), name); err != nil {
		return said.Errorf("keep the state: %w", err)
	}
	return s.forget(name)
}

// tolerable is the error of keeping the state, nil if it is only too long.
func tolerable(err error) error {
	if errors.Is(err, errTooLong) {
		return nil
	}
	return err
}

func (s *State) copyTo(ctx context.Context, out io.Writer) error {
	if err := s.Quotas.Return(ctx); err != nil {
		return err
	}
	return snapshot.Write(ctx, out, s.Store, s.Blobs, s.Clock.Now())
}

// limited writes so much and no more.
type limited struct {
	to   io.Writer
	left int64
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, errTooLong
	}
	return l.to.Write(p)
}

// keptFile is the file of the state that is kept, "" if none is, and before what. Of two
// that a killed process has left it is the newer one.
func (s *State) keptFile() (name, what string, at os.FileInfo, err error) {
	names, err := filepath.Glob(filepath.Join(s.Folder, keptPrefix+"*"+keptSuffix))
	for _, other := range names {
		info, err := os.Stat(other)
		if err != nil {
			return "", "", nil, said.Errorf("look at the state that was kept: %w", err)
		}
		if at == nil || info.ModTime().After(at.ModTime()) {
			name, at = other, info
		}
	}
	return name, strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), keptPrefix), keptSuffix), at, err
}

// forget removes what is kept in the folder, except one file.
func (s *State) forget(except string) error {
	names, err := filepath.Glob(filepath.Join(s.Folder, keptPrefix+"*"+keptSuffix))
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == except {
			continue
		}
		if err := os.Remove(name); err != nil {
			return said.Errorf("remove the state that was kept: %w", err)
		}
	}
	return nil
}

// Undoable says what can be undone.
func (s *State) Undoable(context.Context) (api.Undoable, error) {
	s.undo.mu.Lock()
	defer s.undo.mu.Unlock()
	return s.undoable()
}

// unchanged is store.ErrConflict if the state has another version than the one seen.
func (s *State) unchanged(seen string) error {
	now, err := s.undoable()
	if err == nil && !store.Unchanged(seen, now.Version) {
		err = said.Errorf("replace the state of version %s: %w", now.Version, store.ErrConflict)
	}
	return err
}

// version is that of the state, which was last replaced at a time.
func version(at time.Time) string {
	if at.IsZero() {
		return "0"
	}
	return strconv.FormatInt(at.UnixNano(), 16)
}

func (s *State) undoable() (api.Undoable, error) {
	none := api.Undoable{Version: version(s.undo.at)}
	if s.Folder == "" {
		if s.undo.memory == nil {
			return none, nil
		}
		return api.Undoable{What: s.undo.what, Version: none.Version, At: new(s.undo.at), Bytes: int64(len(s.undo.memory))}, nil
	}
	name, what, info, err := s.keptFile()
	if err != nil || name == "" {
		return none, err
	}
	return api.Undoable{What: what, Version: version(info.ModTime()), At: new(info.ModTime().UTC()), Bytes: info.Size()}, nil
}

// Undo goes back to the state before the last reset or restore, which can be undone
// in its turn. If it fails, what was kept still is.
func (s *State) Undo(ctx context.Context, seen string) (api.Restored, error) {
	return s.restore(ctx, "undo", seen, s.openKept)
}

// openKept opens the state that is kept.
func (s *State) openKept() (io.ReadCloser, error) {
	s.undo.mu.Lock()
	defer s.undo.mu.Unlock()
	nothing := store.Mistakef("there is nothing to undo")
	if s.Folder == "" {
		if s.undo.memory == nil {
			return nil, nothing
		}
		return io.NopCloser(bytes.NewReader(s.undo.memory)), nil
	}
	name, _, _, err := s.keptFile()
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, nothing
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, said.Errorf("take the state that was kept: %w", err)
	}
	return file, nil
}
