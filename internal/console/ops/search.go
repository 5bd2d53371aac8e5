package ops

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// mostHits is how many things of a kind a search over all shows.
const mostHits = 8

// ridForm finds a rid in what is said about a call.
var ridForm = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}`)

// searchAll finds what a text names.
func (c *Console) searchAll(ctx context.Context, in api.SearchText) (list api.SearchHits, err error) {
	list.Hits = []api.Hit{}
	text := strings.TrimSpace(in.Text)
	if text == "" {
		return list, nil
	}
	for _, find := range []func(context.Context, string) ([]api.Hit, error){
		c.hitCall, c.hitPlatform, c.hitAccount, c.hitMerchant, c.hitStores, c.hitPlace, hitErrcode,
	} {
		hits, err := find(ctx, text)
		if err != nil {
			return list, err
		}
		list.Hits = append(list.Hits, hits...)
	}
	if list.Exact = len(list.Hits) == 1; list.Exact {
		return list, nil
	}
	if len(list.Hits) > 1 && list.Hits[0].Kind == api.HitCall {
		return list, nil
	}
	named := list.Hits
	for _, kind := range []search.Kind{search.Accounts, search.Merchants} {
		hits, behind, err := c.hitNames(ctx, kind, text)
		if err != nil {
			return list, err
		}
		for _, h := range hits {
			if !hasHit(named, h) {
				list.Hits = append(list.Hits, h)
			}
		}
		list.Behind = list.Behind || behind
	}
	calls, err := c.hitTexts(ctx, text)
	list.Hits = append(list.Hits, calls...)
	list.Exact = len(list.Hits) == 1
	return list, err
}

func hasHit(hits []api.Hit, h api.Hit) bool {
	for _, other := range hits {
		if other.Kind == h.Kind && other.ID == h.ID {
			return true
		}
	}
	return false
}

func callHit(e journal.Entry) api.Hit {
	h := api.Hit{Kind: api.HitCall, ID: e.RID, AppID: e.AppID, Title: e.Method + " " + e.Path, Detail: e.Reason}
	if e.Event != "" {
		h.Kind, h.Title = api.HitDelivery, e.Event
	}
	if h.Detail == "" && e.Code != 0 {
		h.Detail = strconv.Itoa(e.Code) + " " + weixin.Code(e.Code).Text()
	}
	return h
}

func (c *Console) hitCall(ctx context.Context, text string) ([]api.Hit, error) {
	rid := ridForm.FindString(text)
	if rid == "" {
		return nil, nil
	}
	e, err := c.m.Journal.Call(ctx, rid)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	return []api.Hit{callHit(e)}, nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

func (c *Console) hitPlatform(ctx context.Context, text string) ([]api.Hit, error) {
	p, err := c.m.Store.Component(ctx, text)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	return []api.Hit{{Kind: api.HitPlatform, ID: p.AppID, AppID: p.AppID, Title: p.Name}}, nil
}

func (c *Console) hitAccount(ctx context.Context, text string) ([]api.Hit, error) {
	a, err := c.m.Store.Account(ctx, text)
	if err != nil || a.Kind == api.KindComponent {
		return nil, ignoreMissing(err)
	}
	return []api.Hit{accountHit(a)}, nil
}

func accountHit(a store.Account) api.Hit {
	return api.Hit{Kind: api.HitAccount, ID: a.AppID, AppID: a.AppID, Title: a.Name}
}

func (c *Console) hitMerchant(ctx context.Context, text string) ([]api.Hit, error) {
	m, err := c.m.Store.Merchant(ctx, text)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	return []api.Hit{merchantHit(m)}, nil
}

func merchantHit(m store.Merchant) api.Hit {
	return api.Hit{Kind: api.HitMerchant, ID: m.AppID, AppID: m.AppID, Title: m.Nickname, Detail: m.Intro}
}

func (c *Console) hitStores(ctx context.Context, text string) ([]api.Hit, error) {
	shops, err := c.m.Store.ShopsOf(ctx, text, mostHits)
	return each(shops, func(s store.Shop) api.Hit {
		return api.Hit{Kind: api.HitStore, ID: s.PoiID, AppID: s.AppID, Title: s.Name, Detail: s.District + s.Address}
	}), err
}

func (c *Console) hitPlace(ctx context.Context, text string) ([]api.Hit, error) {
	p, err := c.m.Store.Place(ctx, text)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	return []api.Hit{{Kind: api.HitPlace, ID: p.ID, Title: p.Name, Detail: p.Address}}, nil
}

// hitErrcode knows the errcodes that are explained.
func hitErrcode(_ context.Context, text string) ([]api.Hit, error) {
	if n, err := strconv.Atoi(text); err == nil {
		if _, known := weixin.Code(n).Explain(weixin.English); known {
			return []api.Hit{{Kind: api.HitErrcode, ID: text, Title: weixin.Code(n).Text()}}, nil
		}
	}
	return nil, nil
}

// hitNames are what the search index finds.
func (c *Console) hitNames(ctx context.Context, kind search.Kind, text string) (hits []api.Hit, behind bool, err error) {
	if c.m.Search == nil {
		return nil, false, nil
	}
	found, err := c.m.Search.Find(ctx, search.Query{Kind: kind, Text: text})
	if err != nil {
		return nil, false, err
	}
	for _, id := range found.AppIDs[:min(len(found.AppIDs), mostHits)] {
		var h api.Hit
		if kind == search.Merchants {
			m, readErr := c.m.Store.Merchant(ctx, id)
			h, err = merchantHit(m), readErr
		} else {
			a, readErr := c.m.Store.Account(ctx, id)
			h, err = accountHit(a), readErr
		}
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return nil, false, err
		default:
			hits = append(hits, h)
		}
	}
	return hits, found.Behind, nil
}

// hitTexts are the newest calls and deliveries with a text in them.
func (c *Console) hitTexts(ctx context.Context, text string) ([]api.Hit, error) {
	calls, err := c.m.Journal.Calls(ctx, journal.Filter{Text: text}, mostHits)
	return each(calls, callHit), err
}
