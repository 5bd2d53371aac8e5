package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wxastore/wxastore/internal/seed"
)

// TestConsoleConflicts has two people change every record that can be edited: who
// comes second is told of both values, and nothing is lost.
func TestConsoleConflicts(t *testing.T) {
	t.Parallel()
	s := start(t, "")
	s.want(t, "POST /api/accounts", `{"appid":"wxshared","name":"first"}`, "200")
	s.want(t, "POST /api/faults", `{"id":"shared","kind":"cut"}`, "200")
	s.want(t, "POST /api/places", `{"id":"77","name":"first","district_id":"440105"}`, "200")
	s.want(t, "POST /api/stores/wxshared", `{"poi_id":"400000077","name":"first"}`, "200")
	version := func(path string) func() string {
		return func() string { return read[struct{ Version string }](t, s, "GET "+path, "").Version }
	}
	faults := func() string {
		return read[struct{ Faults []struct{ Version string } }](t, s, "GET /api/faults", "").Faults[0].Version
	}
	for name, c := range map[string]struct {
		request string
		// body has the version for %s.
		body    func(value int, version string) string
		version func() string
		differs string
	}{
		"account": {"PUT /api/accounts/wxshared", func(v int, version string) string { return fmt.Sprintf(`{"name":"name %d","version":%q}`, v, version) }, version("/api/accounts/wxshared"), `name is "name 1", not "name 2"`},
		"place": {"POST /api/places", func(v int, version string) string {
			return fmt.Sprintf(`{"id":"77","name":"name %d","district_id":"440105","version":%q}`, v, version)
		}, version("/api/places/77"), `name is "name 1", not "name 2"`},
		"store": {"PUT /api/stores/wxshared/400000077", func(v int, version string) string {
			return fmt.Sprintf(`{"name":"name %d","version":%q}`, v, version)
		}, version("/api/stores/wxshared/400000077"), `name is "name 1", not "name 2"`},
		"fault": {"POST /api/faults", func(v int, version string) string {
			return fmt.Sprintf(`{"id":"shared","kind":"status","status":%d,"version":%q}`, 500+v, version)
		}, faults, "status is 501, not 502"},
	} {
		t.Run(name, func(t *testing.T) {
			seen := c.version()
			s.want(t, c.request, c.body(1, seen), "200 ")
			got := s.ask(t, c.request, c.body(2, seen))
			var both struct {
				Error          string
				Yours, Current map[string]any
			}
			if text, ok := strings.CutPrefix(got, "409 "); !ok || json.Unmarshal([]byte(text), &both) != nil {
				t.Fatalf("who comes second is answered %s", got)
			}
			if both.Yours == nil || both.Current == nil || both.Current["version"] != c.version() || !strings.Contains(both.Error, c.differs) || !strings.Contains(both.Error, "was changed since its version "+seen) {
				t.Errorf("who comes second is told %s", got)
			}
			s.want(t, c.request, c.body(2, ""), "409 ")
			s.want(t, c.request, c.body(2, "nonsense"), "409 ")
			s.want(t, c.request, c.body(1, ""), "200 ") // what is there already
			if now := c.version(); now != both.Current["version"] {
				t.Errorf("what was refused has changed something: version %s", now)
			}
			s.want(t, c.request, c.body(2, c.version()), "200 ")
			s.want(t, c.request, c.body(3, "*"), "200 ")

			// Of many at once, one comes first.
			var all sync.WaitGroup
			var kept atomic.Int32
			seen = c.version()
			for i := range 8 {
				all.Go(func() {
					switch got := s.ask(t, c.request, c.body(10+i, seen)); {
					case strings.HasPrefix(got, "200 "):
						kept.Add(1)
					case !strings.HasPrefix(got, "409 "):
						t.Error(got)
					}
				})
			}
			all.Wait()
			if kept.Load() != 1 {
				t.Errorf("%d of 8 changes of one version were kept", kept.Load())
			}
		})
	}
	s.want(t, "DELETE /api/faults/shared", "", "204")
	s.want(t, "POST /api/faults", `{"id":"shared","kind":"cut","version":"0123456789abcdef"}`, `"current":null`)
	s.want(t, "DELETE /api/places/77", "", "204")
	s.want(t, "POST /api/places", `{"id":"77","name":"n","district_id":"440105","version":"0123456789abcdef"}`, `"current":null`)
	s.want(t, "DELETE /api/stores/wxshared/400000077", "", "204")
	s.want(t, "PUT /api/stores/wxshared/400000077", `{"name":"n","version":"0123456789abcdef"}`, "404 ")

	// What is left of a count is calls' to change, not people's.
	s.want(t, "POST /api/faults", `{"id":"busy","kind":"empty","interface":"getmedia","count":2}`, "200")
	s.call(t, "GET", "/cgi-bin/media/get?access_token=x", "")
	s.want(t, "POST /api/faults", `{"id":"busy","kind":"empty","interface":"getmedia","count":2}`, "200")

	const merchant = "/api/merchants/" + seed.DemoAppID
	s.send(t, "modifywxastore", `{"intro":"one"}`)
	s.send(t, "modifywxastore", `{"intro":"two"}`)
	s.want(t, "POST "+merchant+"/revert", `{"version":0,"seen":1}`, `"error":"store Mini Program wx0123456789abcdef was changed since version 1: it has version 2 now`)
	s.want(t, "GET "+merchant, "", `"intro":"two"`)
	s.want(t, "POST "+merchant+"/revert", `{"version":1,"seen":2}`, `"intro":"one"`)
}
