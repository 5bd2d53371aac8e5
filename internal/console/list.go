package console

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// How many records one answer lists.
const (
	usualList = 50
	mostList  = 200
)

// listParams are the parameters of a list that is searched by app id and by a
// name.
func listParams(name string) []param {
	return []param{
		{"search", "what the app id or the " + name + " begins with"},
		{"after", "records that follow the ones of an answer: its next"},
	}
}

func limitParam() param { return param{"limit", "how many, 1 to 200; 50 if it is left out"} }

// parseList reads the parameters of a list: those of the names, and limit. One
// that it does not know would otherwise be taken for one that selects all.
func parseList(query string, names ...string) (values map[string]string, limit int, err error) {
	all, err := url.ParseQuery(query)
	if err != nil {
		return nil, 0, bad("the query cannot be read: %v", err)
	}
	values, limit = make(map[string]string), usualList
	for name, given := range all {
		value := given[0]
		switch {
		case len(given) > 1:
			return nil, 0, bad("%s is there more than once", name)
		case !utf8.ValidString(value) || strings.ContainsRune(value, 0):
			return nil, 0, bad("%s is not UTF-8, or holds U+0000", name)
		case name == "limit" && value != "":
			if limit, err = strconv.Atoi(value); err != nil || limit < 1 || limit > mostList {
				return nil, 0, bad("limit %q must be a number from 1 to %d", value, mostList)
			}
		case name != "limit" && !slices.Contains(names, name):
			return nil, 0, bad("there is no parameter %q; there are %s and limit", name, strings.Join(names, ", "))
		default:
			values[name] = value
		}
	}
	return values, limit, nil
}
