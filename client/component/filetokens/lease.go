package filetokens

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/said"
)

// lease is a right to renew that this process has: the lock of a file, which
// the system takes away when the process dies.
type lease struct {
	holder string
	lock   *flock.Flock
	ends   *time.Timer
}

// Lease implements component.TokenStore.
func (s *Store) Lease(ctx context.Context, key component.TokenKey, holder string, life time.Duration) (bool, error) {
	if _, err := s.Load(ctx, key); errors.Is(err, component.ErrNoRecord) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	p := s.place(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leases[key] != nil {
		return false, nil
	}
	l := &lease{holder: holder, lock: flock.New(filepath.Join(p.dir, p.name+".lease"), flock.SetPermissions(0o600))}
	if ok, err := l.lock.TryLock(); err != nil {
		return false, said.Errorf("filetokens: lease of %s: %w", key.AppID, err)
	} else if !ok {
		return false, nil
	}
	l.ends = time.AfterFunc(life, func() { _ = s.give(key, l) }) // a lock that cannot be freed goes with the process
	s.leases[key] = l
	return true, nil
}

// Release implements component.TokenStore.
func (s *Store) Release(_ context.Context, key component.TokenKey, holder string) error {
	s.mu.Lock()
	l := s.leases[key]
	s.mu.Unlock()
	if l == nil || l.holder != holder {
		return nil
	}
	return s.give(key, l)
}

// give ends a lease, if it has not ended.
func (s *Store) give(key component.TokenKey, l *lease) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leases[key] != l {
		return nil
	}
	l.ends.Stop()
	delete(s.leases, key)
	if err := l.lock.Unlock(); err != nil {
		return said.Errorf("filetokens: end of the lease of %s: %w", key.AppID, err)
	}
	return nil
}
