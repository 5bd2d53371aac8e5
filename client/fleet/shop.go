package fleet

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// shop is what the service tells of one account's stores. It is used by one goroutine.
type shop struct {
	client *client.Client
	// ask makes a call once the limits let it.
	ask       func(ctx context.Context, call func() error) error
	directory *directory
	// told are the outcomes of reviews that events brought.
	told []Reviewed
	// taken are the poi ids of the account's other rows, by the key of the row.
	taken map[string]string

	listed []weixin.ListedStore
	read   bool
	// added is when a store was added last.
	added time.Time
}

// directory is the districts of China, read once for all accounts.
type directory struct {
	mu   sync.Mutex
	all  weixin.GetDistrictListResponse
	read bool
}

// find finds the district that a code or a name tells. Its error is a Blocker, or that of
// the call.
func (d *directory) find(ctx context.Context, s *shop, codeOrName string) (client.Region, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.read {
		err := s.ask(ctx, func() (err error) {
			d.all, err = s.client.Stores().Districts(ctx)
			return err
		})
		if err != nil {
			return client.Region{}, err
		}
		d.read = true
	}
	found := client.FindRegions(d.all, codeOrName)
	switch {
	case len(found) == 0:
		return client.Region{}, NewBlocker(UnknownDistrict, 0, errors.New(strconv.Quote(codeOrName)))
	case len(found) > 1:
		var ids []string
		for _, r := range found {
			ids = append(ids, string(r.ID)+" "+strings.Join(r.Path, ""))
		}
		return client.Region{}, NewBlocker(UnknownDistrict, 0, said.Errorf("%q is %s", codeOrName, strings.Join(ids, ", ")))
	case len(found[0].CIDX) > 0:
		return client.Region{}, NewBlocker(UnknownDistrict, 0, said.Errorf("%s has districts", found[0].FullName))
	}
	return found[0], nil
}

// look asks for the facts about a store. Its error is a Blocker, or that of a call.
func (s *shop) look(ctx context.Context, d *DesiredStore, k Store) (facts, error) {
	f := facts{place: cmp.Or(d.MapPoiID, k.MapPoiID)}
	if !s.read {
		if err := s.list(ctx); err != nil {
			return f, err
		}
	}
	var err error
	if f.listed, err = s.find(d, k); err != nil || f.listed != nil || f.place != "" || d.Delete || d.Name == "" {
		return f, err
	}
	f.place, err = s.search(ctx, d)
	return f, err
}

// list reads the account's stores, page after page.
func (s *shop) list(ctx context.Context) error {
	s.listed = nil
	err := s.ask(ctx, func() error {
		for one, err := range s.client.Stores().All(ctx) {
			if err != nil {
				return err
			}
			s.listed = append(s.listed, one)
			if len(s.listed)%weixin.MaxStores > 0 {
				continue
			}
			if err := s.ask(ctx, func() error { return nil }); err != nil { // the next page is a call, too
				return err
			}
		}
		return nil
	})
	s.read = err == nil
	return err
}

// find finds a row's store in the account's list: by its poi id where that is known, else
// by name and address. One whose row has no name, and that was added, is the only one with
// its licence and phone. A store that is to be deleted is not guessed at.
func (s *shop) find(d *DesiredStore, k Store) (*weixin.ListedStore, error) {
	id := cmp.Or(k.PoiID, d.PoiID)
	underWay := k.Waits.is(weixin.AddStore.Path) || k.Sent.is(weixin.AddStore.Path)
	var named, like []*weixin.ListedStore
	for i := range s.listed {
		one := &s.listed[i]
		key, taken := s.taken[one.PoiID]
		switch {
		case id != "" && one.PoiID == id:
			return one, nil
		case id != "" || d.Delete && !underWay || taken && key != d.StoreKey:
		case sameText(one.BusinessName, d.Name) && (d.Address == "" || sameAddress(one.Address, d.Address)):
			named = append(named, one)
		case d.Name == "" && underWay && one.QualificationNum == d.Licence && one.Telephone == d.Phone:
			like = append(like, one)
		}
	}
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(named) == 0 && len(like) == 1:
		return like[0], nil
	case len(named) == 0:
		return nil, nil
	}
	var ids []string
	for _, one := range named {
		ids = append(ids, one.PoiID)
	}
	return nil, NewBlocker(StoreAmbiguous, 0, errors.New(strings.Join(ids, ", ")))
}

// search finds a row's place on the map, "" if it is not there.
func (s *shop) search(ctx context.Context, d *DesiredStore) (string, error) {
	region, err := s.directory.find(ctx, s, d.District)
	if err != nil {
		return "", err
	}
	var places []weixin.MapPOI
	err = s.ask(ctx, func() (err error) {
		places, err = s.client.Stores().SearchPlaces(ctx, region.ID, d.Name)
		return err
	})
	if err != nil {
		return "", err
	}
	named := slices.DeleteFunc(places, func(p weixin.MapPOI) bool {
		return !sameText(p.BranchName, d.Name) || d.Address != "" && !sameAddress(p.Address, d.Address)
	})
	if exact := slices.DeleteFunc(slices.Clone(named), func(p weixin.MapPOI) bool { return !sameText(p.Address, d.Address) }); len(exact) == 1 {
		return exact[0].SosomapPOIUID, nil
	}
	var ids []string
	for _, p := range named {
		ids = append(ids, p.SosomapPOIUID)
	}
	switch len(ids) {
	case 0:
		return "", nil
	case 1:
		return ids[0], nil
	}
	return "", NewBlocker(PlaceAmbiguous, 0, errors.New(strings.Join(ids, ", ")))
}

// forget has the list read again.
func (s *shop) forget() { s.read = false }

// refresh reads one store of the list again.
func (s *shop) refresh(ctx context.Context, poiID string) error {
	var info weixin.StoreInfo
	err := s.ask(ctx, func() (err error) {
		info, err = s.client.Stores().Info(ctx, weixin.ID(poiID))
		return err
	})
	if err != nil {
		return err
	}
	for i := range s.listed {
		if one := &s.listed[i]; one.PoiID == poiID {
			one.Telephone, one.OpenTime, one.Status, one.PhotoList = info.Telephone, info.OpenTime, info.Status, info.PhotoList
		}
	}
	return nil
}

// drop takes a store that was deleted out of the list.
func (s *shop) drop(poiID string) {
	s.listed = slices.DeleteFunc(s.listed, func(one weixin.ListedStore) bool { return one.PoiID == poiID })
}
