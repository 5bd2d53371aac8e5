package ops

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// Fleet is what wxastore fleet has done and would do. What is not there is
// store.ErrNotFound.
type Fleet interface {
	FleetRuns(ctx context.Context, after string, limit int) (api.FleetRunList, error)
	FleetRun(ctx context.Context, id string) (api.FleetRunDetail, error)
	FleetItems(ctx context.Context, in api.FleetItemFilter) (api.FleetItemList, error)
	FleetItem(ctx context.Context, run, key string) (api.FleetItemDetail, error)
	FleetPlans(ctx context.Context) (api.FleetPlanList, error)
	FleetPlan(ctx context.Context, in api.FleetPlanFilter) (api.FleetPlan, error)
	FleetPicture(ctx context.Context, hash string) ([]byte, error)
}

// ofFleet asks the fleet, and returns none where it is not there.
func ofFleet[T any](c *Console, none error, ask func(Fleet) (T, error)) (found T, err error) {
	err = store.ErrNotFound
	if c.m.Fleet != nil {
		found, err = ask(c.m.Fleet)
	}
	return found, orMissing(err, none)
}

func noRun(id string) error { return missing("there is no run of fleet %q", id) }

func (c *Console) listFleetRuns(ctx context.Context, in api.FleetFilter) (api.FleetRunList, error) {
	if c.m.Fleet == nil {
		return api.FleetRunList{Ledgers: []api.FleetLedger{}, Runs: []api.FleetRun{}}, nil
	}
	return c.m.Fleet.FleetRuns(ctx, in.After, in.Limit)
}

func (c *Console) showFleetRun(ctx context.Context, in api.FleetRunID) (api.FleetRunDetail, error) {
	return ofFleet(c, noRun(in.Run), func(f Fleet) (api.FleetRunDetail, error) { return f.FleetRun(ctx, in.Run) })
}

func (c *Console) listFleetItems(ctx context.Context, in api.FleetItemFilter) (api.FleetItemList, error) {
	return ofFleet(c, noRun(in.Run), func(f Fleet) (api.FleetItemList, error) { return f.FleetItems(ctx, in) })
}

// showFleetItem also looks whether the call of the last answer is in the journal here: then
// the run was on this service.
func (c *Console) showFleetItem(ctx context.Context, in api.FleetItemID) (api.FleetItemDetail, error) {
	detail, err := ofFleet(c, missing("the run %q has nothing of %q", in.Run, in.Item), func(f Fleet) (api.FleetItemDetail, error) { return f.FleetItem(ctx, in.Run, in.Item) })
	if err != nil || detail.RID == "" {
		return detail, err
	}
	_, err = c.showCall(ctx, api.CallID{RID: detail.RID})
	if _, gone := errors.AsType[Missing](err); gone || errors.Is(err, store.ErrNotFound) {
		return detail, nil
	}
	detail.Logged = err == nil
	return detail, err
}

func (c *Console) listFleetPlans(ctx context.Context, _ api.None) (api.FleetPlanList, error) {
	if c.m.Fleet == nil {
		return api.FleetPlanList{Plans: []api.FleetPlanHead{}, Broken: []api.BrokenFile{}}, nil
	}
	return c.m.Fleet.FleetPlans(ctx)
}

func (c *Console) showFleetPlan(ctx context.Context, in api.FleetPlanFilter) (api.FleetPlan, error) {
	plan, err := ofFleet(c, missing("there is no plan %q", in.Plan), func(f Fleet) (api.FleetPlan, error) { return f.FleetPlan(ctx, in) })
	if broken, ok := errors.AsType[store.Mistake](err); ok {
		return plan, store.Mistakef("the plan %s cannot be shown: %w", in.Plan, broken)
	}
	return plan, err
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// readCloser are bytes that can be read from their beginning again.
type readCloser struct{ *bytes.Reader }

// Close has nothing to close.
func (readCloser) Close() error { return nil }

func (c *Console) showFleetPicture(ctx context.Context, in api.FleetPictureID) (api.File, error) {
	if !hashForm.MatchString(in.Hash) {
		return api.File{}, missing("there is no picture of this hash")
	}
	content, err := ofFleet(c, missing("there is no picture of this hash"), func(f Fleet) ([]byte, error) { return f.FleetPicture(ctx, in.Hash) })
	if err != nil {
		return api.File{}, err
	}
	reader := bytes.NewReader(content)
	return imageFile(readCloser{reader}, in.Hash)
}

// imageFile is a picture as it is answered. Other people made it: what does not begin as
// an image does is a file to save, whatever it is.
func imageFile(content interface {
	io.ReadSeeker
	io.Closer
}, name string) (api.File, error) {
	file := api.File{ReadCloser: content, Type: "application/octet-stream", Name: name + ".bin"}
	kind, size, err := sniff(content)
	if err != nil {
		return file, errors.Join(err, content.Close())
	}
	file.Size = size
	switch kind {
	case "image/png", "image/jpeg", "image/gif", "image/bmp":
		file.Type, file.Name = kind, ""
	}
	return file, nil
}
