package fleetruns

import (
	"context"
	"errors"
	"strconv"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// FleetItems returns a page of a run's merchants or stores.
func (f *Fleet) FleetItems(ctx context.Context, in api.FleetItemFilter) (api.FleetItemList, error) {
	list := api.FleetItemList{Items: []api.FleetItem{}}
	run, err := f.run(ctx, in.Run)
	if err != nil {
		return list, err
	}
	part := sqlledger.Part{Run: run.ID, State: fleet.State(in.State), Begins: in.Search, After: -1, Limit: in.Limit + 1}
	if in.Before != "" {
		part.Backwards = true
		part.Before, err = cursor(in.Before)
	} else if in.After != "" {
		part.After, err = cursor(in.After)
	}
	if err != nil {
		return list, err
	}
	items, err := run.ledger.Part(ctx, part)
	if err != nil {
		return list, unreadable(run.place, err)
	}
	more := len(items) > in.Limit
	switch {
	case more && part.Backwards:
		items = items[1:]
	case more:
		items = items[:in.Limit]
	}
	for _, i := range items {
		list.Items = append(list.Items, itemOf(i))
	}
	if n := len(items); n > 0 {
		if more || part.Backwards {
			list.Next = strconv.Itoa(items[n-1].Position)
		}
		if more && part.Backwards || in.After != "" && !part.Backwards {
			list.Previous = strconv.Itoa(items[0].Position)
		}
	}
	if in.Search != "" {
		return list, nil
	}
	if err := f.count(ctx, &run); err != nil {
		return list, unreadable(run.place, err)
	}
	for state, n := range run.Count {
		if in.State == "" || string(state) == in.State {
			list.Total += n
		}
	}
	return list, nil
}

// cursor is the position that a page goes on from.
func cursor(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 30)
	if err != nil {
		return 0, store.NewBadCursor(text)
	}
	return int(n), nil
}

func itemOf(i sqlledger.Row) api.FleetItem {
	d, o := i.Desired, i.Outcome
	item := api.FleetItem{
		ID: i.ID, AppID: d.AppID, Store: storeName(d), Position: i.Position, Line: d.Line, Tags: append([]string{}, d.Tags...), State: string(i.State), Name: said(i.State.Name),
		Intro: d.Intro, Picture: d.Picture, Code: int(o.Code), RID: string(o.RID), Text: o.Text, Blockers: blockersOf(o.Blockers), Until: o.Until, Attempts: o.Attempts, At: o.At,
	}
	if i.State != fleet.Done && i.State != fleet.Unchanged {
		item.Remedy = said(i.Remedy)
	}
	return item
}

func blockersOf(blockers []fleet.Blocker) []api.FleetBlocker {
	all := []api.FleetBlocker{}
	for _, b := range blockers {
		all = append(all, api.FleetBlocker{Reason: string(b.Reason), Code: int(b.Code), Detail: b.Detail, Why: b.Sentence(), Remedy: said(b.Remedy)})
	}
	return all
}

// FleetItem returns what a run did with a merchant or a store.
func (f *Fleet) FleetItem(ctx context.Context, id, key string) (api.FleetItemDetail, error) {
	detail := api.FleetItemDetail{Steps: []api.FleetStep{}, Changes: []api.FleetChange{}}
	run, err := f.run(ctx, id)
	if err != nil {
		return detail, err
	}
	i, err := run.ledger.Item(ctx, run.ID, key)
	if errors.Is(err, fleet.ErrNoRecord) {
		return detail, store.ErrNotFound
	}
	if err != nil {
		return detail, unreadable(run.place, err)
	}
	detail.FleetItem = itemOf(i)
	if err := run.complete(ctx, &detail, i); err != nil {
		return detail, unreadable(run.place, err)
	}
	return detail, nil
}

// complete adds what the ledger has besides the item.
func (r found) complete(ctx context.Context, detail *api.FleetItemDetail, i sqlledger.Row) error {
	detail.Steps = append(detail.Steps, api.FleetStep{Step: "planned", At: r.Began})
	if i.Desired.Picture != "" {
		m, err := r.ledger.Media(ctx, i.Desired.AppID, i.Desired.Picture)
		if err != nil && !errors.Is(err, fleet.ErrNoRecord) {
			return err
		}
		if err == nil {
			detail.Steps = append(detail.Steps, api.FleetStep{Step: "uploaded", At: m.At})
		}
	}
	if !i.Outcome.At.IsZero() {
		step := "ended"
		if underWay(i.State) {
			step = "sent"
		}
		detail.Steps = append(detail.Steps, api.FleetStep{Step: step, At: i.Outcome.At})
	}
	changes, err := r.ledger.ChangesOf(ctx, r.ID, i.Desired.AppID)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if i.Desired.Store != nil && c.Store != i.Desired.Store.StoreKey {
			continue
		}
		detail.Changes = append(detail.Changes, api.FleetChange{At: c.At, Path: c.Path, Unknown: c.Unknown, FleetValues: api.FleetValues{
			BeforeIntro: c.BeforeIntro, AfterIntro: c.AfterIntro, BeforePicture: c.BeforePicture, AfterPicture: c.AfterPicture,
		}})
	}
	if i.Desired.Store != nil {
		known, err := r.ledger.Stores(ctx, []string{i.ID})
		if store, ok := known[i.ID]; ok {
			detail.Known = &api.FleetKnown{PoiID: store.PoiID, MapPoiID: store.MapPoiID}
		}
		return err
	}
	known, err := r.ledger.Merchants(ctx, []string{i.Desired.AppID})
	if m, ok := known[i.Desired.AppID]; ok {
		detail.Known = &api.FleetKnown{Intro: value(m.Intro), Picture: value(m.Picture), HeldUntil: m.HeldUntil, HeldCode: int(m.HeldCode), Month: m.Month, MonthChanges: m.MonthChanges}
	}
	return err
}

// storeName is what a store is called that a row is about; "" for a merchant's.
func storeName(d fleet.Desired) string {
	if d.Store == nil {
		return ""
	}
	return d.Store.Name
}

func value(a *fleet.Applied) string {
	if a == nil {
		return ""
	}
	return a.Value
}

// FleetPicture returns the bytes of a picture that a ledger has; store.ErrNotFound if none
// does.
func (f *Fleet) FleetPicture(ctx context.Context, hash string) ([]byte, error) {
	_, open := f.ledgers(ctx)
	for i, l := range open {
		if l == nil {
			continue
		}
		content, err := l.Picture(ctx, hash)
		if err == nil {
			return content, nil
		}
		if !errors.Is(err, fleet.ErrNoRecord) {
			return nil, unreadable(f.places[i], err)
		}
	}
	return nil, store.ErrNotFound
}
