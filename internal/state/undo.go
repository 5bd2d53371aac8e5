package state

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
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

// keep keeps the state before something is done. Where it is too long, nothing can be
// undone then, for what was kept before is older than what is about to be done.
func (s *State) keep(ctx context.Context, what string) error {
	s.undo.mu.Lock()
	defer s.undo.mu.Unlock()
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
			err = s.forget()
		}
		return err
	}
	if err := s.forget(); err != nil {
		return err
	}
	return os.Rename(file.Name(), filepath.Join(s.Folder, keptPrefix+what+keptSuffix))
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

// keptFile is the file of the state that is kept, "" if none is, and before what.
func (s *State) keptFile() (name, what string, err error) {
	names, err := filepath.Glob(filepath.Join(s.Folder, keptPrefix+"*"+keptSuffix))
	if err != nil || len(names) == 0 {
		return "", "", err
	}
	return names[0], strings.TrimSuffix(strings.TrimPrefix(filepath.Base(names[0]), keptPrefix), keptSuffix), nil
}

// forget removes what is kept in the folder.
func (s *State) forget() error {
	for {
		name, _, err := s.keptFile()
		if err != nil || name == "" {
			return err
		}
		if err := os.Remove(name); err != nil {
			return said.Errorf("remove the state that was kept: %w", err)
		}
	}
}

// Undoable says what can be undone.
func (s *State) Undoable(context.Context) (api.Undoable, error) {
	s.undo.mu.Lock()
	defer s.undo.mu.Unlock()
	if s.Folder == "" {
		if s.undo.memory == nil {
			return api.Undoable{}, nil
		}
		return api.Undoable{What: s.undo.what, At: &s.undo.at, Bytes: int64(len(s.undo.memory))}, nil
	}
	name, what, err := s.keptFile()
	if err != nil || name == "" {
		return api.Undoable{}, err
	}
	info, err := os.Stat(name)
	if err != nil {
		return api.Undoable{}, said.Errorf("look at the state that was kept: %w", err)
	}
	return api.Undoable{What: what, At: new(info.ModTime().UTC()), Bytes: info.Size()}, nil
}

// Undo goes back to the state before the last reset or restore, which can be undone
// in its turn. If it fails, what was kept still is.
func (s *State) Undo(ctx context.Context) (api.Restored, error) {
	before, after, err := s.takeKept()
	if err != nil {
		return api.Restored{}, err
	}
	if before == nil {
		return api.Restored{}, store.Mistakef("there is nothing to undo")
	}
	restored, err := s.restore(ctx, before, "undo")
	return restored, errors.Join(err, before.Close(), after(err == nil))
}

// takeKept opens the state that is kept, under a name at which the one of now cannot take
// its place. after is called once it is closed: it removes what was used, or makes it
// again what is kept, unless another is by then.
func (s *State) takeKept() (before io.ReadCloser, after func(used bool) error, err error) {
	s.undo.mu.Lock()
	defer s.undo.mu.Unlock()
	if s.Folder == "" {
		if s.undo.memory == nil {
			return nil, nil, nil
		}
		return io.NopCloser(bytes.NewReader(s.undo.memory)), func(bool) error { return nil }, nil
	}
	name, _, err := s.keptFile()
	if err != nil || name == "" {
		return nil, nil, err
	}
	moved := filepath.Join(s.Folder, temporaryName+"undo")
	if err := os.Rename(name, moved); err != nil {
		return nil, nil, said.Errorf("take the state that was kept: %w", err)
	}
	file, err := os.Open(moved)
	if err != nil {
		return nil, nil, said.Errorf("take the state that was kept: %w", err)
	}
	return file, func(used bool) error {
		newer, _, err := s.keptFile()
		if used || newer != "" {
			return errors.Join(err, os.Remove(moved))
		}
		return errors.Join(err, os.Rename(moved, name))
	}, nil
}
