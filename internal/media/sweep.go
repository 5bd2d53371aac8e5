package media

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

const (
	// keptExpired is how long the record of an expired media is kept.
	keptExpired = 24 * time.Hour
	// orphanAge is how old bytes must be before they can be taken for those of
	// an upload that never ended.
	orphanAge = time.Hour
)

// Of the services on one store one lists all bytes at a time, for that asks a bucket a
// thousand times a million pictures. It holds a lease, which its end shortens.
const (
	// listing is the name by which the store keeps until when the bytes are listed, in
	// Unix milliseconds.
	listing = "listing of media"
	// longestListing is how long a lease holds that was not given back, by a service
	// that was killed.
	longestListing = time.Hour
	// listingRest is how many times as long as it took nobody lists again, and
	// leastRest how long at least: a little less than there is between two sweeps.
	listingRest = 20
	leastRest   = 9 * time.Minute
)

// Sweep forgets expired media and collects the bytes that nothing names: those
// of expired media, and those of uploads that a crash cut off. It returns how
// many blobs it removed.
func (r *Module) Sweep(ctx context.Context, now time.Time) (int, error) {
	if _, err := store.Sweep(ctx, func(ctx context.Context, limit int) (int, error) {
		return r.Store.DropMedia(ctx, now.Add(-keptExpired), limit)
	}); err != nil {
		return 0, err
	}
	unknown := r.adopt(ctx, now)
	removed, err := store.Sweep(ctx, func(ctx context.Context, limit int) (int, error) {
		return r.Store.DropBlobs(ctx, limit, r.Blobs.Remove)
	})
	return removed, errors.Join(unknown, err)
}

// adopt records the bytes that are not recorded, unless another service does, so that they
// are dropped like those of expired media. Their age and the lease are told by real time,
// not by the service's.
func (r *Module) adopt(ctx context.Context, now time.Time) error {
	began := time.Now()
	lease, err := r.leaseListing(ctx, began)
	if err != nil || lease == 0 {
		return err
	}
	err = r.Blobs.Old(ctx, began.Add(-orphanAge), func(h store.Hash) error {
		known, err := r.Store.HasBlob(ctx, h)
		if err != nil || known {
			return err
		}
		return record(ctx, r.Store, store.RecordedBlob{Hash: h, CreatedAt: now}, func(store.Tx) {})
	})
	if err != nil {
		return err // it is tried again when the lease has ended
	}
	ended := time.Now()
	return r.putListing(ctx, lease, ended.Add(max(leastRest, listingRest*ended.Sub(began))))
}

// leaseListing takes the lease and returns it, or 0 if another has it.
func (r *Module) leaseListing(ctx context.Context, now time.Time) (lease int64, err error) {
	err = r.Store.Write(ctx, []store.Key{store.SettingKey(listing)}, func(tx store.Tx) error {
		until, err := tx.Setting(listing)
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return err
		case now.UnixMilli() < readListing(until):
			lease = 0
			return nil
		}
		lease = now.Add(longestListing).UnixMilli()
		tx.PutSetting(listing, binary.BigEndian.AppendUint64(nil, uint64(lease)))
		return nil
	})
	if err != nil {
		return 0, said.Errorf("media: take the lease of listing: %w", err)
	}
	return lease, nil
}

// putListing ends a lease, unless it has ended and another service has the next.
func (r *Module) putListing(ctx context.Context, lease int64, until time.Time) error {
	err := r.Store.Write(ctx, []store.Key{store.SettingKey(listing)}, func(tx store.Tx) error {
		has, err := tx.Setting(listing)
		if err == nil && readListing(has) == lease {
			tx.PutSetting(listing, binary.BigEndian.AppendUint64(nil, uint64(until.UnixMilli())))
		}
		return err
	})
	if err != nil {
		return said.Errorf("media: give back the lease of listing: %w", err)
	}
	return nil
}

// readListing is until when a lease holds; nothing that can be read holds none.
func readListing(value []byte) int64 {
	if len(value) != 8 {
		return 0
	}
	return int64(binary.BigEndian.Uint64(value))
}
