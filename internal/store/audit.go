package store

import (
	"context"
	"time"
)

// Damage is what a database says of itself when it is not sound.
type Damage string

func (d Damage) Error() string { return string(d) }

// Chapter is a change with the merchant that it is of. Either may be nil: a
// merchant without a history has one chapter without a change, and a change may
// be of no merchant.
type Chapter struct {
	AppID    string
	Merchant *Merchant
	Change   *Change
}

// Stray is a row that names a row which is not there.
type Stray struct {
	// AppID is the account that it belongs to, Key its name there; a hash is in
	// hex.
	AppID, Key string
	// Wrong is a sentence.
	Wrong string
}

// RecordedBlob is a blob of which the store knows.
type RecordedBlob struct {
	Hash Hash
	// Size is in bytes; 0 where it was never known.
	Size int64
	// Kept is set for good once a merchant took it, and for a picture with an address.
	Kept      bool
	CreatedAt time.Time
	// RemovingUntil is until when, in Unix milliseconds of real time, a service removes the
	// bytes, which must not be named again meanwhile; 0 if none does. One that was killed
	// leaves a time that has passed.
	RemovingUntil int64
}

// Audits is the port for the check that records fit together. It is not for
// modules. Each method reads in one transaction, as its caller keeps up; two methods do
// not see the same state.
type Audits interface {
	// IntegrityCheck has the database examine itself. What it finds is a Damage.
	IntegrityCheck(ctx context.Context) error
	// Chapters calls each for all histories: account by account, by version.
	Chapters(ctx context.Context, each func(Chapter) error) error
	// Strays calls each for every stray.
	Strays(ctx context.Context, each func(Stray) error) error
	// RecordedBlobs calls each for every blob whose bytes are not being removed.
	RecordedBlobs(ctx context.Context, each func(RecordedBlob) error) error
}
