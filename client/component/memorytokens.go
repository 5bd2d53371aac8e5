package component

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"
)

// MemoryTokens is a TokenStore that keeps nothing when the process ends: for
// tests, and for trying things out. The zero value is empty and ready.
type MemoryTokens struct {
	mu      sync.Mutex
	records map[TokenKey]TokenRecord
	leases  map[TokenKey]lease
}

type lease struct {
	holder string
	until  time.Time
}

// Load implements TokenStore.
func (m *MemoryTokens) Load(ctx context.Context, key TokenKey) (TokenRecord, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.records[key]
	if !ok {
		return TokenRecord{}, ErrNoRecord
	}
	return r, ctx.Err()
}

// Save implements TokenStore.
func (m *MemoryTokens) Save(ctx context.Context, r TokenRecord) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := errors.Join(ctx.Err(), r.Validate()); err != nil {
		return err
	}
	if m.records[r.TokenKey].Version != r.Version {
		return ErrStaleRecord
	}
	if m.records == nil {
		m.records = make(map[TokenKey]TokenRecord)
	}
	r.Version++
	m.records[r.TokenKey] = r
	return nil
}

// Lease implements TokenStore.
func (m *MemoryTokens) Lease(ctx context.Context, key TokenKey, holder string, life time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.records[key]; !ok || time.Now().Before(m.leases[key].until) {
		return false, ctx.Err()
	}
	if m.leases == nil {
		m.leases = make(map[TokenKey]lease)
	}
	m.leases[key] = lease{holder, time.Now().Add(life)}
	return true, nil
}

// Release implements TokenStore.
func (m *MemoryTokens) Release(_ context.Context, key TokenKey, holder string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.leases[key].holder == holder {
		delete(m.leases, key)
	}
	return nil
}

// Records implements TokenStore.
func (m *MemoryTokens) Records(ctx context.Context, component string) iter.Seq2[TokenRecord, error] {
	return func(yield func(TokenRecord, error) bool) {
		m.mu.Lock()
		var all []TokenRecord
		for key, r := range m.records {
			if key.Component == component {
				all = append(all, r)
			}
		}
		m.mu.Unlock()
		for _, r := range all {
			if !yield(r, ctx.Err()) || ctx.Err() != nil {
				return
			}
		}
	}
}

// String keeps the tokens out of logs.
func (m *MemoryTokens) String() string { return "component.MemoryTokens" }
