package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"time"
)

// Hash is a SHA-256. Its zero value stands for "none".
type Hash [sha256.Size]byte

// IsZero reports whether h stands for "none".
func (h Hash) IsZero() bool { return h == Hash{} }

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ParseHash reads what Hash.String writes.
func ParseHash(s string) (Hash, error) {
	var h Hash
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) {
		return h, Mistakef("not a SHA-256 in hex: %s", s)
	}
	return Hash(b), nil
}

// Medium is a temporary medium. Its bytes are the blob of its Blob.
type Medium struct {
	AppID string
	ID    string
	// Type is image, voice, video or thumb.
	Type string
	// ContentType is the MIME type of the content.
	ContentType string
	Blob        Hash
	// Size is the content's length in bytes.
	Size      int64
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Media is the port for temporary media and for the record of which blobs are
// needed.
type Media interface {
	// Medium returns the medium, expired or not, or ErrNotFound.
	Medium(ctx context.Context, appID, id string) (Medium, error)
	// DropMedia deletes up to limit media that expired before the time and
	// returns how many it deleted.
	DropMedia(ctx context.Context, expiredBefore time.Time, limit int) (int, error)
	// DropBlobs forgets up to limit blobs that no medium names and that are not kept
	// for good, and calls remove for each, outside of writes: meanwhile a write that asks
	// for the blob gets ErrRemoving. It returns how many it forgot.
	DropBlobs(ctx context.Context, limit int, remove func(context.Context, Hash) error) (int, error)
	// HasBlob reports whether the blob is recorded.
	HasBlob(ctx context.Context, h Hash) (bool, error)
}

// Staged is bytes that have arrived and are not kept yet. It can be read until
// it is closed, also when they have been kept, or removed after that. Its methods
// are for one goroutine.
type Staged interface {
	io.ReadSeekCloser
	Hash() Hash
	// Size is in bytes.
	Size() int64
	// Keep returns when the bytes are on disk, under their hash. It is called at
	// most once; closing without it leaves nothing of the bytes.
	Keep(ctx context.Context) error
}

// Blobs keeps bytes under their SHA-256. Its methods may be called at the same
// time.
type Blobs interface {
	// Stage takes the bytes that r yields without keeping them, for a caller that
	// looks at them first. An error of r comes back wrapped. The caller closes
	// what it gets.
	Stage(ctx context.Context, r io.Reader) (Staged, error)
	// Put keeps the bytes that r yields and returns when they are on disk.
	Put(ctx context.Context, r io.Reader) (Hash, int64, error)
	// Open returns the bytes, or ErrNotFound. The caller closes them.
	Open(ctx context.Context, h Hash) (io.ReadSeekCloser, error)
	// Has reports whether the bytes are there.
	Has(ctx context.Context, h Hash) (bool, error)
	// Remove deletes the bytes. Removing what is not there is not an error.
	Remove(ctx context.Context, h Hash) error
	// Old calls f for every blob whose bytes were last put before the time,
	// until f returns an error. The clock that tells is that of where they are
	// kept, and may count in seconds: what was put in the second before the
	// time may be left out.
	Old(ctx context.Context, before time.Time, f func(Hash) error) error
}
