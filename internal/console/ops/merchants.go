package ops

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/store"
)

func (c *Console) listMerchants(ctx context.Context, in api.MerchantFilter) (api.MerchantList, error) {
	state := store.MerchantState(in.State)
	if c.m.Search != nil && (in.Search != "" || in.Sort == api.SortChanged) {
		q := search.Query{Kind: search.Merchants, Text: in.Search, State: state, ByChange: in.Sort == api.SortChanged}
		found, around, err := find(ctx, c, q, in.Page, in.Back, c.m.Store.Merchant)
		return api.MerchantList{Merchants: each(found, toMerchant), Around: around}, err
	}
	found, around, err := walk(in.Page, in.Back, func(m store.Merchant) string { return m.AppID }, func(after, before string, limit int) ([]store.Merchant, string, error) {
		return c.m.Store.Merchants(ctx, store.MerchantFilter{Search: in.Search, State: state, After: after, Before: before}, limit)
	})
	if err == nil && in.Search == "" {
		around.Total, err = c.m.Store.CountMerchants(ctx, state)
	}
	return api.MerchantList{Merchants: each(found, toMerchant), Around: around}, err
}

func (c *Console) showMerchant(ctx context.Context, in api.AccountID) (api.Merchant, error) {
	m, err := c.m.Store.Merchant(ctx, in.AppID)
	return toMerchant(m), noMerchant(err, in.AppID)
}

func (c *Console) putMerchant(ctx context.Context, in api.MerchantChange) (api.Merchant, error) {
	f := in.Body
	given := store.Merchant{AppID: in.AppID, State: store.MerchantState(f.State), Nickname: f.Nickname, Intro: f.Intro}
	if f.Headimg != "" {
		var err error
		if given.Headimg, err = store.ParseHash(f.Headimg); err != nil {
			return api.Merchant{}, missing("there is no picture of this hash")
		}
		if _, err := c.m.Store.Account(ctx, in.AppID); err != nil {
			return api.Merchant{}, noAccount(err, in.AppID)
		}
	}
	m, err := c.m.Merchants.Edit(ctx, in.AppID, given, f.ShownVersion, api.Operator, c.m.Clock.Now())
	if errors.Is(err, store.ErrConflict) {
		var current any
		there, err := c.m.Store.Merchant(ctx, in.AppID)
		if err == nil {
			current = toMerchant(there)
		} else if !errors.Is(err, store.ErrNotFound) {
			return api.Merchant{}, err
		}
		given.Version, given.Month, given.MonthChanges, given.UpdatedAt = there.Version, there.Month, there.MonthChanges, there.UpdatedAt
		return api.Merchant{}, overtaken(store.Mistakef("store Mini Program %s", in.AppID), "GET /api/merchants/"+in.AppID, f.ShownVersion, toMerchant(given), current)
	}
	if errors.Is(err, store.ErrNotFound) && f.Headimg != "" {
		return api.Merchant{}, missing("there is no picture of this hash")
	}
	return toMerchant(m), noAccount(err, in.AppID)
}

func (c *Console) dropMerchant(ctx context.Context, in api.AccountDrop) (api.None, error) {
	err := noMerchant(c.m.Merchants.Drop(ctx, in.AppID, in.Version), in.AppID)
	return api.None{}, dropped(err, store.Mistakef("store Mini Program %s", in.AppID), in.Version, func() (api.Merchant, error) { return c.showMerchant(ctx, in.AccountID) })
}

func noMerchant(err error, appID string) error {
	return orMissing(err, missing("account %s has no store Mini Program", appID))
}

func (c *Console) listChanges(ctx context.Context, in api.ChangeFilter) (list api.ChangeList, err error) {
	if _, err := c.m.Store.Merchant(ctx, in.AppID); err != nil {
		return list, err
	}
	changes, err := c.m.Store.LatestChanges(ctx, in.AppID, in.Before, in.Limit+1)
	changes, last := firsts(changes, in.Limit)
	if last != nil {
		list.Next = last.Version
	}
	list.Changes = each(changes, func(c store.Change) api.Change {
		return api.Change{
			Version: c.Version, BeforeIntro: c.BeforeIntro, AfterIntro: c.AfterIntro,
			BeforeHeadimg: hashText(c.BeforeHeadimg), AfterHeadimg: hashText(c.AfterHeadimg),
			Caller: c.Caller, RID: c.RID, At: c.At.UTC(),
		}
	})
	return list, err
}

func (c *Console) revertMerchant(ctx context.Context, in api.MerchantRevert) (api.Merchant, error) {
	if in.Body.Version == nil || *in.Body.Version < 0 {
		return api.Merchant{}, store.Mistakef(`send {"version":N} with a version of the history, or 0`)
	}
	seen := int64(-1)
	if in.Body.Seen != nil {
		seen = *in.Body.Seen
	}
	m, err := c.m.Merchants.Revert(ctx, in.AppID, *in.Body.Version, seen, api.Operator, c.m.Clock.Now())
	if errors.Is(err, store.ErrConflict) {
		current, err := c.m.Store.Merchant(ctx, in.AppID)
		if err != nil {
			return api.Merchant{}, err
		}
		return api.Merchant{}, &Conflict{
			Mistake: store.Mistakef("store Mini Program %s was changed since version %d: it has version %d now; look at its history, and revert again", in.AppID, seen, current.Version),
			Yours:   in.Body, Current: toMerchant(current),
		}
	}
	return toMerchant(m), err
}

func toMerchant(m store.Merchant) api.Merchant {
	return api.Merchant{
		AppID: m.AppID, State: string(m.State), Nickname: m.Nickname, Intro: m.Intro, Headimg: hashText(m.Headimg),
		Version: m.Version, Month: m.Month, MonthChanges: m.MonthChanges, UpdatedAt: m.UpdatedAt.UTC(),
		ShownVersion: m.ShownVersion(),
	}
}

// showPicture answers the bytes of a picture. Other people uploaded it: what does not
// begin as an image does is a file to save, whatever it is.
func (c *Console) showPicture(ctx context.Context, in api.PictureID) (file api.File, err error) {
	hash, err := store.ParseHash(in.Hash)
	if err != nil {
		return file, missing("there is no picture of this hash")
	}
	content, err := c.m.Blobs.Open(ctx, hash)
	if errors.Is(err, store.ErrNotFound) {
		return file, missing("there is no picture of this hash")
	}
	if err != nil {
		return file, err
	}
	if file, err = imageFile(content, hash.String()); err != nil {
		return file, fmt.Errorf("read picture %s: %w", hash, err)
	}
	return file, nil
}

// sniff returns the media type that bytes begin like, and their number, and goes back
// to their beginning.
func sniff(content io.ReadSeeker) (kind string, size int64, err error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(content, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", 0, err
	}
	if size, err = content.Seek(0, io.SeekEnd); err != nil {
		return "", 0, err
	}
	_, err = content.Seek(0, io.SeekStart)
	return http.DetectContentType(head[:n]), size, err
}
