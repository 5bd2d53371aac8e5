package filetokens

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/said"
)

// Store is a component.TokenStore in a folder.
type Store struct {
	dir string
	// turns lets one goroutine at a time into each shard: the lock of a shard
	// is for processes.
	turns [256]chan struct{}

	mu     sync.Mutex
	leases map[component.TokenKey]*lease
	made   map[string]bool // folders of shards that are there and flushed
}

// Open returns the store of a folder, which is made if it is not there. Nothing
// needs to be closed.
func Open(dir string) (*Store, error) {
	if dir == "" {
		return nil, said.Errorf("filetokens: the folder has no name")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, said.Errorf("filetokens: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, said.Errorf("filetokens: %w", err)
	}
	if err := syncDir(filepath.Dir(dir)); err != nil {
		return nil, err
	}
	s := &Store{dir: dir, leases: make(map[component.TokenKey]*lease), made: make(map[string]bool)}
	for i := range s.turns {
		s.turns[i] = make(chan struct{}, 1)
	}
	return s, nil
}

// String names the folder.
func (s *Store) String() string { return "filetokens.Store in " + s.dir }

// place is where a record lies.
type place struct {
	shard byte
	// dir is the shard's folder, name the beginning of the names in it.
	dir, name string
}

func (s *Store) place(key component.TokenKey) place {
	sum := sha256.Sum256([]byte(key.AppID))
	return place{
		shard: sum[0],
		dir:   filepath.Join(s.componentDir(key.Component), hex.EncodeToString(sum[:1])),
		name:  hex.EncodeToString(sum[1:]),
	}
}

func (s *Store) componentDir(componentAppID string) string {
	sum := sha256.Sum256([]byte(componentAppID))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:]))
}

func (p place) record() string { return filepath.Join(p.dir, p.name+suffix) }

// suffix ends the names of records.
const suffix = ".json"

// Load implements component.TokenStore.
func (s *Store) Load(ctx context.Context, key component.TokenKey) (component.TokenRecord, error) {
	if err := ctx.Err(); err != nil {
		return component.TokenRecord{}, err
	}
	r, err := read(s.place(key).record())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return component.TokenRecord{}, component.ErrNoRecord
	case err != nil:
		return component.TokenRecord{}, err
	case r.TokenKey != key:
		return component.TokenRecord{}, said.Errorf("filetokens: %s is not the record of %s", s.place(key).record(), key.AppID)
	}
	return r, nil
}

// Save implements component.TokenStore.
func (s *Store) Save(ctx context.Context, r component.TokenRecord) error {
	if err := r.Validate(); err != nil {
		return said.Errorf("filetokens: %w", err)
	}
	p := s.place(r.TokenKey)
	return s.alone(ctx, p, func() error {
		present, err := read(p.record())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if present.Version != r.Version {
			return component.ErrStaleRecord
		}
		r.Version++
		return write(p.record(), r)
	})
}

// alone runs change while no other goroutine and no other process changes a
// record of the shard.
func (s *Store) alone(ctx context.Context, p place, change func() error) (err error) {
	select {
	case s.turns[p.shard] <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.turns[p.shard] }()
	if err := s.makeShard(p.dir); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(p.dir, "lock"), flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, time.Millisecond); err != nil {
		return said.Errorf("filetokens: lock %s: %w", p.dir, err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	return change()
}

// makeShard makes the folder of a shard and, once in a process, flushes the
// names that lead to it: who made it may not have come so far.
func (s *Store) makeShard(dir string) error {
	s.mu.Lock()
	made := s.made[dir]
	s.mu.Unlock()
	if made {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return said.Errorf("filetokens: %w", err)
	}
	for path := filepath.Dir(dir); ; path = filepath.Dir(path) {
		if err := syncDir(path); err != nil {
			return err
		}
		if path == s.dir {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made[dir] = true
	return nil
}
