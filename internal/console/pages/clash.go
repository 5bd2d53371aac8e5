package pages

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// clash is a field that two people have made different of: what the form says,
// and what is there by now.
type clash struct {
	// Label is a key of the words.
	Label        string
	Yours, There string
}

// clashes are the fields that are not the same.
func clashes(all ...clash) []clash {
	return slices.DeleteFunc(all, func(c clash) bool { return c.Yours == c.There })
}

// recordClashes are those of two records of a type. The label of a field is made of what
// it is a record of and of the field's name in JSON.
func recordClashes(of string, yours, there any, table words) []clash {
	var all []clash
	mine, theirs := reflect.ValueOf(yours), reflect.ValueOf(there)
	for _, field := range reflect.VisibleFields(mine.Type()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		text := func(record reflect.Value) string {
			return fieldText(name, record.FieldByIndex(field.Index).Interface(), table)
		}
		if name != "" && name != "version" {
			all = append(all, clash{of + "." + name, text(mine), text(theirs)})
		}
	}
	return clashes(all...)
}

// fieldText is a field of a record as people read it.
func fieldText(name string, value any, table words) string {
	switch v := value.(type) {
	case bool:
		return table.name("truth", v)
	case []string:
		return strings.Join(v, "\n")
	case map[string]api.Quota:
		var lines []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			lines = append(lines, fmt.Sprintf("%s: %d / %d", name, v[name].Daily, v[name].PerMinute))
		}
		return strings.Join(lines, "\n")
	}
	switch name {
	case "kind":
		return table.name("kind", value)
	case "status":
		return table.name("sstatus", value)
	case "upgrade_status":
		return table.name("upgrade", value)
	}
	return fmt.Sprint(value)
}

func faultClashes(yours, there api.Fault, table words) ([]clash, error) {
	waits, err := wait(yours.Latency, table)
	if err != nil {
		return nil, err
	}
	waited, err := wait(there.Latency, table)
	if err != nil {
		return nil, err
	}
	field := func(label string, text func(api.Fault) string) clash { return clash{label, text(yours), text(there)} }
	return clashes(
		field("fault.kind", func(f api.Fault) string { return table.name("fault", f.Kind) }),
		field("call.interface", func(f api.Fault) string { return f.Interface }),
		field("account", func(f api.Fault) string { return f.AppID }),
		field("fault.errcode", func(f api.Fault) string { return strconv.Itoa(f.Code) }),
		field("fault.httpstatus", func(f api.Fault) string { return strconv.Itoa(f.Status) }),
		clash{"fault.wait", waits, waited},
		field("fault.probability", func(f api.Fault) string { return strconv.FormatFloat(100*f.Chance(), 'g', 6, 64) }),
	), nil
}
