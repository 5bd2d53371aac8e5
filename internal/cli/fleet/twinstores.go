package fleet

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// What a row of stores may have in the column twin.
const (
	twinNewPlace = "new-place" // the map does not have its place
	twinRefused  = "refused"   // the review of the store fails
	twinReason   = "照片与门店不符"
)

// furnish gives a twin the places and cards that rows of stores name, and what earlier
// commands of the rehearsal have sent: since then days have passed, and reviews have ended.
func furnish(ctx context.Context, server *wxastoretest.Server, l fleet.Ledger, all []fleet.Desired) error {
	var ids []string
	for _, d := range all {
		if d.Store != nil {
			ids = append(ids, d.Key())
		}
	}
	known, err := l.Stores(ctx, ids)
	if err != nil {
		return err
	}
	for n, d := range all {
		if d.Store == nil || !d.HasAppID() || d.Store.Delete && known[d.Key()].PoiID == "" {
			continue
		}
		if err := furnishStore(ctx, server, l, d, known[d.Key()], n); err != nil {
			return err
		}
	}
	return nil
}

func furnishStore(ctx context.Context, server *wxastoretest.Server, l fleet.Ledger, d fleet.Desired, k fleet.Store, n int) error {
	s := d.Store
	if s.Card != "" {
		server.AddCard(d.AppID, wxastoretest.Card{ID: s.Card})
	}
	asked := k.Waits != nil && k.Waits.Path == weixin.CreateMapPOI.Path
	place := cmp.Or(s.MapPoiID, k.MapPoiID, strconv.Itoa(n+1))
	if state(d) != twinNewPlace || asked || k.MapPoiID != "" {
		lat, _ := strconv.ParseFloat(s.Latitude, 64)
		lng, _ := strconv.ParseFloat(s.Longitude, 64)
		server.AddPlace(wxastoretest.Place{
			ID: place, Name: cmp.Or(s.Name, "示例"), Address: cmp.Or(s.Address, "示例一路"), DistrictID: districtOf(s), Lat: lat, Lng: lng, Category: s.Category,
		})
	}
	added := k.Waits != nil && k.Waits.Path == weixin.AddStore.Path
	if k.PoiID == "" && !added {
		return nil
	}
	one := wxastoretest.Store{
		PoiID: k.PoiID, MapPoiID: place, Name: s.Name, Address: s.Address, Phone: cmp.Or(k.Applied.Phone, s.Phone), Hour: k.Applied.Hours,
		Licence: cmp.Or(k.Applied.Licence, s.Licence), CardID: k.Applied.Card,
	}
	if k.Waits != nil {
		one.Pictures = slices.Clone(k.Waits.Pictures)
	}
	if added && state(d) == twinRefused {
		one.Status = weixin.AuditFailed
		outcome := fleet.Reviewed{AppID: d.AppID, Path: k.Waits.Path, AuditID: k.Waits.AuditID, At: time.Now().UTC(), Reason: twinReason}
		if err := l.PutReviewed(ctx, outcome); err != nil {
			return err
		}
	}
	server.AddStore(d.AppID, one)
	return nil
}

// districtOf is the code of a row's district; a name is that of the examples.
func districtOf(s *fleet.DesiredStore) string {
	if _, err := strconv.Atoi(s.District); err == nil {
		return s.District
	}
	return fmt.Sprint(440105)
}
