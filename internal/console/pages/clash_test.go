package pages

import (
	"reflect"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
)

// changed calls do with the record after each of its fields was changed, one at a
// time.
func changed(t *testing.T, record reflect.Value, do func(field string)) {
	t.Helper()
	for i := range record.NumField() {
		field, name := record.Field(i), record.Type().Field(i).Name
		before := reflect.ValueOf(field.Interface())
		switch v := field.Addr().Interface().(type) {
		case *string:
			*v += "x"
		case *bool:
			*v = !*v
		case *int:
			*v += 7
		case **int:
			*v = new(7)
		case *float64:
			*v += 0.25
		case **float64:
			*v = new(0.25)
		case *[]string:
			*v = append([]string{"x"}, *v...)
		case *map[string]api.Quota:
			*v = map[string]api.Quota{"getmedia": {Daily: 7}}
		case **api.Latency:
			*v = &api.Latency{Shape: "fixed", Min: api.Duration(time.Minute)}
		default:
			t.Fatalf("field %s is of a type that this test does not know", name)
		}
		do(name)
		field.Set(before)
	}
}

// TestEveryFieldClashes holds that two people who change any field of a record are
// shown it.
func TestEveryFieldClashes(t *testing.T) {
	t.Parallel()
	table := tables(t)[english]
	account, fields := api.Account{AppID: "wx1", Kind: "service"}, 0
	changed(t, reflect.ValueOf(&account).Elem(), func(field string) {
		fields++
		same := api.Account{AppID: "wx1", Kind: "service"}
		got := recordClashes("account", account, same, table)
		if want := field != "Version"; (len(got) == 1) != want {
			t.Errorf("account %s: %+v", field, got)
		}
		for _, c := range got {
			if _, ok := table[c.Label]; !ok {
				t.Errorf("account %s has the label %s, which is not in the words", field, c.Label)
			}
		}
	})
	base := api.Fault{ID: "f", Kind: "latency", Latency: &api.Latency{Shape: "lognormal", Min: api.Duration(time.Second), Sigma: 0.5}}
	fault := base
	changed(t, reflect.ValueOf(&fault).Elem(), func(field string) {
		fields++
		got, err := faultClashes(fault, base, table)
		shown := field != "ID" && field != "Version" && field != "Count" // which calls change
		if err != nil || (len(got) == 1) != shown {
			t.Errorf("fault %s: %+v %v", field, got, err)
		}
	})
	if fields < 20 {
		t.Errorf("only %d fields were changed", fields)
	}
}
