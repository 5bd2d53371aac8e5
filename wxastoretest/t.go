package wxastoretest

import (
	"errors"
	"fmt"
	"sync"
)

// T is what a server needs of a test. *testing.T, *testing.B and *testing.F are
// one.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
	Cleanup(f func())
}

// reporter takes what goes wrong in a lever: the test, or where there is none,
// a memory of errors.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// memory keeps errors until Close returns them.
type memory struct {
	mu   sync.Mutex
	errs []error
}

func (m *memory) Helper() {}

func (m *memory) Errorf(format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.errs = append(m.errs, fmt.Errorf(format, args...))
}

func (m *memory) err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return errors.Join(m.errs...)
}
