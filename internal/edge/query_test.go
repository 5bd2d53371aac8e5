package edge

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// checkQuery compares what is found in a query with what url.ParseQuery finds.
func checkQuery(t interface{ Errorf(string, ...any) }, raw string, names ...string) {
	values, _ := url.ParseQuery(raw)
	for name := range values {
		names = append(names, name)
	}
	for _, name := range names {
		if got, want := query(raw).get(name), values.Get(name); got != want {
			t.Errorf("%q: %q is %q, want %q", raw, name, got, want)
		}
	}
}

// FuzzQuery looks for parameters in queries.
func FuzzQuery(f *testing.F) {
	f.Add("access_token=abc&type=image")
	f.Add("type=image&&access_token=%zz;a=b")
	f.Add("neededText=&access_token=a&access_token=b")
	f.Add("%=&=&===")
	f.Fuzz(func(t *testing.T, raw string) {
		checkQuery(t, raw, "", "access_token", "type", raw)
	})
}

// TestQuery looks for parameters in queries that are nearly right.
func TestQuery(t *testing.T) {
	part := rapid.SampledFrom([]string{
		"access_token", "type", "a", "b", "", "=", "&", ";", "%", "%zz", "%61", "%26", "%3d", "%00", "+", "a+b", "%2B", "门", "\xff", "access%5ftoken",
	})
	rapid.Check(t, func(t *rapid.T) {
		raw := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "parts"), "")
		checkQuery(t, raw, "", "access_token", "type", "a", "a b")
	})
	// The standard library reads none of more than 10,000.
	for _, pairs := range []int{1, manyPairs, manyPairs + 1, 9_999, 10_000, 10_001} {
		checkQuery(t, strings.Repeat("a=1&", pairs-1)+"type=image", "type", "a")
	}
}
