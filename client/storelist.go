package client

import (
	"context"
	"iter"

	"github.com/wxastore/wxastore/weixin"
)

// List returns a page of the account's stores, the oldest first, and how many stores
// there are in all: those after the first offset, at most limit; a limit of 0 is
// weixin.DefaultStores, one over weixin.MaxStores is refused. Stores under review are
// among them. All walks all pages. See weixin.GetStoreList.
func (s Stores) List(ctx context.Context, offset, limit int) (stores []weixin.ListedStore, total int64, err error) {
	resp, err := call(ctx, s, weixin.GetStoreList, weixin.StoreListRequest{Offset: weixin.Int(offset), Limit: weixin.Int(limit)})
	for _, b := range resp.BusinessList {
		stores = append(stores, b.BaseInfo)
	}
	return stores, resp.TotalCount, err
}

// All returns the account's stores, page after page, each once:
//
//	for store, err := range c.Stores().All(ctx) {
//		if err != nil {
//			return err
//		}
//		...
//	}
//
// The first error ends it. The loop may delete stores.
//
// Weixin counts pages by position, and a store that is deleted moves others to positions
// that were passed already. So where a page says that there are fewer stores than the
// page before, all pages are walked once more at the end, for the stores that have not
// come, until there are no fewer. A store can still be missed if another is deleted
// between two pages and one is added between the same two. All keeps the ids of the
// stores that have come.
func (s Stores) All(ctx context.Context) iter.Seq2[weixin.ListedStore, error] {
	return func(yield func(weixin.ListedStore, error) bool) {
		seen := make(map[string]bool)
		for before, fewer := int64(0), true; fewer; {
			fewer = false
			for offset := 0; ; {
				page, total, err := s.List(ctx, offset, weixin.MaxStores)
				if err != nil {
					yield(weixin.ListedStore{}, err)
					return
				}
				fewer = fewer || total < before
				before = total
				for _, store := range page {
					if seen[store.PoiID] {
						continue
					}
					seen[store.PoiID] = true
					if !yield(store, nil) {
						return
					}
				}
				if offset += len(page); len(page) == 0 || int64(offset) >= total {
					break
				}
			}
		}
	}
}
