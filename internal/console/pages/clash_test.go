package pages

import (
	"reflect"
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
		if field.Kind() == reflect.Struct {
			changed(t, field, do)
			continue
		}
		before := reflect.ValueOf(field.Interface())
		switch v := field.Addr().Interface().(type) {
		case *string:
			*v += "x"
		case *store.FaultKind:
			*v = store.FaultCut
		case *bool:
			*v = !*v
		case *int:
			*v += 7
		case *float64:
			*v += 0.25
		case *time.Duration:
			*v += time.Millisecond
		case *[]string:
			*v = append([]string{"x"}, *v...)
		case *map[string]store.Quota:
			*v = map[string]store.Quota{"getmedia": {Daily: 7}}
		case *store.Hash:
			v[0]++
		default:
			t.Fatalf("field %s is of a type that this test does not know", name)
		}
		do(name)
		field.Set(before)
	}
}

// TestEveryFieldClashes holds that two people who change any field of a record
// are told of it, and that its version is another then.
func TestEveryFieldClashes(t *testing.T) {
	t.Parallel()
	table := tables(t)[english]
	account, fields := store.Account{AppID: "wx1", Kind: "service"}, 0
	changed(t, reflect.ValueOf(&account).Elem(), func(field string) {
		fields++
		same := store.Account{AppID: "wx1", Kind: "service"}
		seen := field != "SecretHash" // which no page shows
		if (account.Version() != same.Version()) != seen {
			t.Errorf("account %s: version %s", field, account.Version())
		}
		if got := accountClashes(account, same, table); len(got) != 1 && seen && field != "AppID" {
			t.Errorf("account %s: %+v", field, got)
		}
	})
	base := store.Fault{ID: "f", Kind: store.FaultLatency, Probability: 0.5, Left: -1, Latency: store.Latency{Shape: "lognormal", Min: time.Second, Sigma: 0.5}}
	fault := base
	changed(t, reflect.ValueOf(&fault).Elem(), func(field string) {
		fields++
		counted := field != "Left" // which calls change
		if (fault.Version() != base.Version()) != counted {
			t.Errorf("fault %s: version %s", field, fault.Version())
		}
		got, err := faultClashes(fault, base, table)
		shown := counted && field != "ID" && field != "Max" // a lognormal wait has none
		if err != nil || (len(got) == 1) != shown {
			t.Errorf("fault %s: %+v %v", field, got, err)
		}
	})
	if fields < 20 {
		t.Errorf("only %d fields were changed", fields)
	}
}
