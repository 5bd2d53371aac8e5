package edge

import "net/url"

// queryValues are the parameters of a URL.
type queryValues url.Values

// parseQuery reads the pairs that can be read and leaves out the others, as
// clients with a loose hand at quoting expect.
func parseQuery(raw string) queryValues {
	values, _ := url.ParseQuery(raw)
	return queryValues(values)
}

// get returns the first value of a name, "" if there is none.
func (q queryValues) get(name string) string { return url.Values(q).Get(name) }
