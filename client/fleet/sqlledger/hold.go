package sqlledger

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/gofrs/flock"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/said"
)

// A lease is renewed by each write, and while nothing is written.
const (
	leaseTime  = 15 * time.Second
	renewEvery = 5 * time.Second
)

// Hold implements fleet.Ledger. With a lock file the operating system ends the hold of a
// process that dies; otherwise it ends with its lease.
func (l *Ledger) Hold(ctx context.Context, holder string) (release func() error, err error) {
	unlock := func() error { return nil }
	if l.lockFile != "" {
		lock := flock.New(l.lockFile, flock.SetPermissions(0o600))
		got, err := lock.TryLock()
		if err != nil {
			return nil, said.Errorf("lock the ledger: %w", err)
		}
		if !got {
			return nil, l.heldBy(ctx)
		}
		unlock = lock.Unlock
	}
	hold, now := rand.Text(), time.Now()
	free := now.UnixMilli()
	if l.lockFile != "" {
		free = now.Add(100 * 365 * 24 * time.Hour).UnixMilli() // the lock has decided
	}
	result, err := l.db.ExecContext(ctx, l.text(`UPDATE fleet_meta SET holder = ?, hold = ?, held_until = ? WHERE hold = '' OR held_until < ?`),
		holder, hold, now.Add(leaseTime).UnixMilli(), free)
	if err != nil {
		return nil, errors.Join(said.Errorf("hold the ledger: %w", err), unlock())
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return nil, errors.Join(err, l.heldBy(ctx), unlock())
	}
	l.mu.Lock()
	l.hold = hold
	l.mu.Unlock()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go l.renew(hold, stop, stopped)
	return func() error {
		close(stop)
		<-stopped
		l.mu.Lock()
		l.hold = ""
		l.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), commitTime)
		defer cancel()
		_, err := l.db.ExecContext(ctx, l.text(`UPDATE fleet_meta SET holder = '', hold = '', held_until = 0 WHERE hold = ?`), hold)
		return errors.Join(err, unlock())
	}, nil
}

// heldBy returns the HeldError of the current holder.
func (l *Ledger) heldBy(ctx context.Context) error {
	var holder string
	if err := l.db.QueryRowContext(ctx, `SELECT holder FROM fleet_meta`).Scan(&holder); err != nil || holder == "" {
		holder = "another process"
	}
	return fleet.HeldError{Holder: holder}
}

// renew keeps a lease while nothing is written. One that was lost is found out by the
// next write.
func (l *Ledger) renew(hold string, stop <-chan struct{}, stopped chan<- struct{}) {
	defer close(stopped)
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticker.C:
			ctx, cancel := context.WithTimeout(context.Background(), renewEvery)
			_, _ = l.db.ExecContext(ctx, l.text(`UPDATE fleet_meta SET held_until = ? WHERE hold = ?`), time.Now().Add(leaseTime).UnixMilli(), hold)
			cancel()
		}
	}
}
