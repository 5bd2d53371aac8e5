package ports

import (
	"context"
	"io"
	"time"
)

// State is everything that the service keeps, but for the journal of calls.
type State interface {
	// Reset makes the service what it was at its first start: empty but for the
	// demo and the seed file that it was started with. The clock is the
	// system's again, and the journal is emptied, too.
	Reset(ctx context.Context) error
	// Seed applies what a seed file would hold. Text that is no seed is Invalid.
	Seed(ctx context.Context, yaml string) (SeedResult, error)
	// Snapshot copies the state and the pictures as they are at one moment. The
	// caller closes it. It holds hashes of secrets, and pictures of people.
	Snapshot(ctx context.Context) (Snapshot, error)
	// Restore replaces the state by that of a snapshot. A file that is no
	// snapshot, or a damaged one, is Invalid and changes nothing.
	Restore(ctx context.Context, snapshot io.Reader) (RestoreResult, error)
}

// SeedResult counts what a seed did.
type SeedResult struct {
	// How many of each the seed declares.
	Accounts, Components, Authorizations, Faults int
	// Changed is how many records were added or changed.
	Changed int
}

// Snapshot is a copy of the state.
type Snapshot struct {
	io.ReadCloser
	// Name is a name for the file, Size its length in bytes.
	Name string
	Size int64
}

// RestoreResult says what was restored.
type RestoreResult struct {
	// MadeAt is when the snapshot was made, by the clock of the service that
	// made it.
	MadeAt time.Time
	// Rows and Pictures are how many there are now.
	Rows, Pictures int64
}
