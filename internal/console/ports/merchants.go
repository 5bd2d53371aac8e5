package ports

import (
	"context"
	"io"

	"github.com/wxastore/wxastore/internal/store"
)

// Merchants are store Mini Programs.
type Merchants interface {
	// List returns up to limit merchants, and the After of the page that
	// follows; "" if none does.
	List(ctx context.Context, f store.MerchantFilter, limit int) (list []store.Merchant, next string, err error)
	// Get returns an account's merchant, or store.ErrNotFound.
	Get(ctx context.Context, appID string) (store.Merchant, error)
	// History returns up to limit changes, the newest first: of those with a
	// Version below before, or of all if before is 0.
	History(ctx context.Context, appID string, before int64, limit int) ([]store.Change, error)
	// Revert makes the merchant what it was after the change of a version, 0
	// being what it was before the first. It is a change like that of a call:
	// it counts in the month, and forbidden words forbid it, with a Refusal. by
	// is who is noted as its caller. seen is the Version that they saw: if the
	// merchant has changed since, Revert changes nothing and returns
	// store.ErrConflict. A negative seen is any.
	Revert(ctx context.Context, appID string, version, seen int64, by string) (store.Merchant, error)
	// Picture opens the picture of a hash, or returns store.ErrNotFound. The
	// caller closes it.
	Picture(ctx context.Context, h store.Hash) (Picture, error)
}

// Picture is the content of a blob.
type Picture struct {
	Content io.ReadSeekCloser
	// ContentType is image/png, image/jpeg, image/gif or image/bmp, found by
	// looking at the bytes; "" for all else, which no browser must show.
	ContentType string
	// Size is the number of bytes.
	Size int64
}
