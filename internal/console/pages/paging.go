package pages

import (
	"net/url"
	"strconv"

	"github.com/wxastore/wxastore/internal/console/api"
)

// around is where a page is in a list.
type around struct {
	// First and Last are the numbers of its first and its last row; First is 0 for none.
	First, Last, Total int
	More, Behind       bool
	// Next and Previous are addresses; "" where the list ends.
	Next, Previous string
}

// shownAround is where a page of length rows is, of limit rows at most. The number of its
// first row is not known to the list: the address has it.
func shownAround(path string, query url.Values, in api.Around, length, limit int, filter map[string]string) around {
	first, err := strconv.Atoi(query.Get("from"))
	if err != nil || first < 1 || query.Get("after") == "" && query.Get("before") == "" || in.Previous == "" {
		first = 1
	}
	a := around{First: first, Last: first + length - 1, Total: in.Total, More: in.More, Behind: in.Behind}
	if length == 0 {
		a.First, a.Last = 0, 0
	}
	a.Next = pageLink(path, "after", in.Next, first+length, filter)
	a.Previous = pageLink(path, "before", in.Previous, max(1, first-limit), filter)
	return a
}

// pageLink is the address of another page of a list, whose first row has a number; "" if
// there is none.
func pageLink(path, name, cursor string, first int, filter map[string]string) string {
	return link(path, cursor, url.Values{name: {cursor}, "from": {strconv.Itoa(first)}}, filter)
}

// follow is the address of the page that continues a list; "" if none does.
func follow(path, after string, filter map[string]string) string {
	return link(path, after, url.Values{"after": {after}}, filter)
}

func link(path, cursor string, query url.Values, filter map[string]string) string {
	if cursor == "" {
		return ""
	}
	for name, value := range filter {
		if value != "" {
			query.Set(name, value)
		}
	}
	return path + "?" + query.Encode()
}
