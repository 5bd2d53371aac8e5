package pages

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
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

func accountClashes(yours, there store.Account, table words) []clash {
	truth := func(b bool) string { return table.name("truth", b) }
	list := func(all []string) string { return strings.Join(all, "\n") }
	field := func(label string, text func(store.Account) string) clash {
		return clash{label, text(yours), text(there)}
	}
	return clashes(
		field("account.name", func(a store.Account) string { return a.Name }),
		field("account.kind", func(a store.Account) string { return table.name("kind", a.Kind) }),
		field("account.message_url", func(a store.Account) string { return a.MessageURL }),
		field("account.individual", func(a store.Account) string { return truth(a.Individual) }),
		field("account.irregular", func(a store.Account) string { return truth(a.Irregular) }),
		field("account.secret_frozen", func(a store.Account) string { return truth(a.SecretFrozen) }),
		field("account.category_barred", func(a store.Account) string { return truth(a.Policy.CategoryBarred) }),
		field("account.modify_per_month", func(a store.Account) string { return strconv.Itoa(a.Policy.ModifyPerMonth) }),
		field("account.forbidden_words", func(a store.Account) string { return list(a.Policy.ForbiddenWords) }),
		field("account.ip_list", func(a store.Account) string { return list(a.IPList) }),
		field("account.quotas", func(a store.Account) string {
			var lines []string
			for _, name := range slices.Sorted(maps.Keys(a.Quotas)) {
				q := a.Quotas[name]
				lines = append(lines, fmt.Sprintf("%s: %d / %d", name, q.Daily, q.PerMinute))
			}
			return list(lines)
		}),
	)
}

func faultClashes(yours, there store.Fault, table words) ([]clash, error) {
	waits, err := wait(yours.Latency, table)
	if err != nil {
		return nil, err
	}
	waited, err := wait(there.Latency, table)
	if err != nil {
		return nil, err
	}
	field := func(label string, text func(store.Fault) string) clash { return clash{label, text(yours), text(there)} }
	return clashes(
		field("fault.kind", func(f store.Fault) string { return table.name("fault", f.Kind) }),
		field("call.interface", func(f store.Fault) string { return f.Interface }),
		field("account", func(f store.Fault) string { return f.AppID }),
		field("fault.errcode", func(f store.Fault) string { return strconv.Itoa(f.Code) }),
		field("fault.httpstatus", func(f store.Fault) string { return strconv.Itoa(f.Status) }),
		clash{"fault.wait", waits, waited},
		field("fault.probability", func(f store.Fault) string { return strconv.FormatFloat(100*f.Probability, 'g', 6, 64) }),
	), nil
}
