package ops

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// changed calls do with the record after each of its fields was changed, one at a
// time.
func changed(t *testing.T, record reflect.Value, do func(field string)) {
	t.Helper()
	for i := range record.NumField() {
		field, name := record.Field(i), record.Type().Field(i).Name
		if _, isTime := field.Interface().(time.Time); field.Kind() == reflect.Struct && !isTime {
			changed(t, field, do)
			continue
		}
		before := reflect.ValueOf(field.Interface())
		switch v := field.Addr().Interface().(type) {
		case *string:
			*v += "x"
		case *store.MessageMode:
			*v = store.MessagesSafe
		case *store.FaultKind:
			*v = store.FaultCut
		case *bool:
			*v = !*v
		case *int:
			*v += 7
		case *float64:
			*v += 0.25
		case *time.Time:
			*v = v.Add(time.Second)
		case *time.Duration:
			*v += time.Millisecond
		case *[]string:
			*v = append([]string{"x"}, *v...)
		case *map[string]store.Quota:
			*v = map[string]store.Quota{"getmedia": {Daily: 7}}
		case *store.ShopStatus:
			*v = store.ShopFailed
		case *store.UpgradeStatus:
			*v = store.UpgradeBarred
		case *int64:
			*v += 7
		case *store.Hash:
			v[0]++
		default:
			t.Fatalf("field %s is of a type that this test does not know", name)
		}
		do(name)
		field.Set(before)
	}
}

// TestEveryFieldIsSeen holds that a record with any other value has another version,
// and that a conflict names the field.
func TestEveryFieldIsSeen(t *testing.T) {
	t.Parallel()
	base, fields := store.Account{AppID: "wx1", Kind: "service", Original: "gh_1"}, 0
	account := base
	changed(t, reflect.ValueOf(&account).Elem(), func(field string) {
		fields++
		// These are shown nowhere.
		seen := !slices.Contains([]string{"SecretHash", "LocationReport", "VoiceRecognize", "CustomerService"}, field)
		if (account.Version() != base.Version()) != seen || (len(differences(toAccount(account), toAccount(base))) == 1) != seen {
			t.Errorf("account %s: version %s, %q", field, account.Version(), apart(toAccount(account), toAccount(base)))
		}
	})
	whole := store.Fault{ID: "f", Kind: store.FaultLatency, Probability: 0.5, Left: -1, Latency: store.Latency{Shape: "lognormal", Min: time.Second, Sigma: 0.5}}
	fault := whole
	changed(t, reflect.ValueOf(&fault).Elem(), func(field string) {
		fields++
		counted := field != "Left" // which calls change
		if (fault.Version() != whole.Version()) != counted || len(differences(toFault(fault), toFault(whole))) != 1 {
			t.Errorf("fault %s: version %s, %q", field, fault.Version(), apart(toFault(fault), toFault(whole)))
		}
	})
	place := store.Place{ID: "1", Name: "n", DistrictID: "440105"}
	before := place
	changed(t, reflect.ValueOf(&place).Elem(), func(field string) {
		fields++
		if place.Version() == before.Version() || len(differences(toPlace(place), toPlace(before))) != 1 {
			t.Errorf("place %s: version %s, %q", field, place.Version(), apart(toPlace(place), toPlace(before)))
		}
	})
	shop := store.Shop{AppID: "wx1", PoiID: "400000001", Status: store.ShopPassed}
	as := shop
	changed(t, reflect.ValueOf(&shop).Elem(), func(field string) {
		fields++
		counted := !slices.Contains([]string{"Position", "OldPosition", "Version", "CreatedAt", "UpdatedAt"}, field) // which others move
		if (shop.ShownVersion() != as.ShownVersion()) != counted {
			t.Errorf("store %s: version %s", field, shop.ShownVersion())
		}
	})
	card := store.Card{AppID: "wx1", CardID: "p1", Type: "GROUPON"}
	held := card
	changed(t, reflect.ValueOf(&card).Elem(), func(field string) {
		fields++
		if card.Version() == held.Version() {
			t.Errorf("card %s: version %s", field, card.Version())
		}
	})
	if fields < 50 {
		t.Errorf("only %d fields were changed", fields)
	}
}
