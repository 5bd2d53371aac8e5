package ops

import (
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// State is everything that the service keeps, except the journal of calls.
type State interface {
	// Reset makes the service what it was at its first start: empty except for the
	// demo and the seed file that it was started with. The clock is the system's
	// again, and the journal is emptied, too.
	// Reset, Restore and Undo are store.ErrConflict, and change nothing, if seen is
	// another version than that of the whole state, and neither "" nor store.AnyVersion.
	Reset(ctx context.Context, seen string) error
	// Seed applies what a seed file would hold.
	Seed(ctx context.Context, yaml string) (api.Seeded, error)
	// Snapshot copies the state and the pictures as of one point in time. It holds
	// hashes of secrets, and pictures of people.
	Snapshot(ctx context.Context) (api.File, error)
	// Restore replaces the state by that of a snapshot. A file that is not a
	// snapshot, or a damaged one, changes nothing.
	Restore(ctx context.Context, snapshot io.Reader, seen string) (api.Restored, error)
	// Undoable says whether Undo can go back to the state before the last of these.
	Undoable(ctx context.Context) (api.Undoable, error)
	Undo(ctx context.Context, seen string) (api.Restored, error)
}

func (c *Console) reset(ctx context.Context, in api.Replacement) (api.None, error) {
	if !in.Body.Confirm {
		return api.None{}, store.Mistakef(`a reset deletes everything: send {"confirm":true}`)
	}
	return api.None{}, c.replaced(ctx, c.m.State.Reset(ctx, in.Version), in.StateSeen)
}

func (c *Console) applySeed(ctx context.Context, in api.Seed) (api.Seeded, error) {
	text, err := io.ReadAll(in.Body)
	if err != nil {
		return api.Seeded{}, err
	}
	if !utf8.Valid(text) {
		return api.Seeded{}, store.Mistakef("the seed is not UTF-8")
	}
	return c.m.State.Seed(ctx, string(text))
}

func (c *Console) takeSnapshot(ctx context.Context, _ api.None) (api.File, error) {
	return c.m.State.Snapshot(ctx)
}

func (c *Console) restore(ctx context.Context, in api.Snapshot) (api.Restored, error) {
	restored, err := c.m.State.Restore(ctx, in.Body, in.Version)
	return restored, c.replaced(ctx, err, in.StateSeen)
}

func (c *Console) showUndo(ctx context.Context, _ api.None) (api.Undoable, error) {
	return c.m.State.Undoable(ctx)
}

func (c *Console) undo(ctx context.Context, in api.Replacement) (api.Restored, error) {
	if !in.Body.Confirm {
		return api.Restored{}, store.Mistakef(`an undo replaces everything: send {"confirm":true}`)
	}
	restored, err := c.m.State.Undo(ctx, in.Version)
	return restored, c.replaced(ctx, err, in.StateSeen)
}

// replaced is the error of what replaces the whole state. A conflict is told with what can
// be undone by now.
func (c *Console) replaced(ctx context.Context, err error, seen api.StateSeen) error {
	if !errors.Is(err, store.ErrConflict) {
		return err
	}
	now, looked := c.m.State.Undoable(ctx)
	if looked != nil || store.Unchanged(seen.Version, now.Version) {
		return errors.Join(err, looked)
	}
	return &Conflict{Mistake: store.Mistakef("the whole state was replaced since its version %s, and is left as it is: look at GET /api/undo again, and send the version that it has now", seen.Version), Current: now}
}
