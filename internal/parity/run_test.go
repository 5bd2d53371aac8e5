package parity_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/internal/parity/twin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// facts are those of the account that takes the part of Weixin's.
func facts() parity.Facts {
	return parity.Facts{Kind: "service", Merchant: "approved", Stores: true, ModifyDaily: 1440}
}

// weixin runs a service that takes the part of Weixin: another clock, other random
// numbers.
func weixin(t *testing.T) parity.Side {
	t.Helper()
	w, err := twin.Start(t.Context(), facts(), wxastoretest.WithClock(time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)), wxastoretest.WithRandomSeed(7))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w.Side
}

// scenarios returns all that come with the program, except the probes: a wxastore
// answers those that known.txt lists as itself, and not as Weixin.
func scenarios(t *testing.T) []parity.Scenario {
	t.Helper()
	all, err := parity.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(s parity.Scenario) bool { return s.Name == "probe" })
}

// record records scenarios against a side, and reads what it wrote.
func record(t *testing.T, side parity.Side, all []parity.Scenario) parity.Recording {
	t.Helper()
	found, err := parity.FindFacts(t.Context(), side, parity.Facts{Kind: "service"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := parity.Record(t.Context(), side, all, found, time.Date(2026, 11, 29, 1, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	read, err := parity.ParseRecording(r.Format())
	if err != nil || !bytes.Equal(read.Format(), r.Format()) {
		t.Fatalf("a recording is read as another: %v\n%s", err, read.Format())
	}
	return read
}

// TestEqualServicesAgree plays every scenario against two services that differ in
// clock, random numbers and ids only.
func TestEqualServicesAgree(t *testing.T) {
	r := record(t, weixin(t), scenarios(t))
	if r.Facts.Merchant != "approved" || !r.Facts.Stores || r.Facts.ModifyDaily != 1440 {
		t.Errorf("facts %+v", r.Facts)
	}
	result := verify(t, r)
	answered, skipped := r.Answers()
	if skipped > 0 || answered < 100 {
		t.Errorf("%d steps were answered, %d were not sent", answered, skipped)
	}
	for _, c := range result.Comparisons {
		for _, d := range c.Differences {
			t.Errorf("%s %s", c.ID(), d)
		}
		if c.Skipped != "" {
			t.Errorf("%s: %s", c.ID(), c.Skipped)
		}
	}
	if result.Outcome() != parity.Same {
		t.Errorf("outcome %d", result.Outcome())
	}
}

// edit changes an answer on its way. It is for the nth answer of a path.
type edit struct {
	path    string
	nth     int
	shows   string // as a Place, without its scenario
	breaks  bool
	replace [2]string // a form in the body, and what stands in its place
	change  func(h http.Header, status *int)
}

// TestTwelveDifferences puts a proxy in front of the one service that edits twelve
// answers: these are found, and nothing else.
func TestTwelveDifferences(t *testing.T) {
	real := weixin(t)
	edits := []edit{
		{path: "/wxa/get_merchant_category", nth: 1, shows: "category texts errmsg", replace: [2]string{`"ok"`, `"success"`}},
		{path: "/wxa/get_store_info", nth: 1, shows: "store-info-unknown code errcode", breaks: true, replace: [2]string{"65115", "40097"}},
		{path: "/wxa/get_merchant_audit_info", nth: 1, shows: "audit-info types data.reason", breaks: true, replace: [2]string{`"reason":""`, `"reason":[]`}},
		{path: "/wxa/get_merchant_audit_info", nth: 2, shows: "audit-info-post order", replace: [2]string{`"errcode":0,"errmsg":"ok"`, `"errmsg":"ok","errcode":0`}},
		{path: "/cgi-bin/getcallbackip", nth: 1, shows: "callback-ip header Cache-Control", change: func(h http.Header, _ *int) { h.Set("Cache-Control", "no-cache") }},
		{path: "/cgi-bin/openapi/quota/get", nth: 1, shows: "quota fields quota.remain", replace: [2]string{`,"remain":[0-9]+`, ``}, breaks: true},
		{path: "/wxa/search_map_poi", nth: 4, shows: "search-no-keyword status", breaks: true, change: func(_ http.Header, status *int) { *status = 404 }},
		{path: "/wxa/get_district", nth: 2, shows: "district-post header Content-Type", breaks: true, change: func(h http.Header, _ *int) { h.Set("Content-Type", "application/json; charset=utf-8") }},
		{path: "/cgi-bin/get_api_domain_ip", nth: 1, shows: "domain-ip fields extra", replace: [2]string{`"ip_list"`, `"extra":1,"ip_list"`}},
		{path: "/wxa/get_store_list", nth: 1, shows: "store-list types total_count", breaks: true, replace: [2]string{`"total_count":1`, `"total_count":"1"`}},
		{path: "/cgi-bin/media/get", nth: 5, shows: "download names Content-Disposition", breaks: true, change: otherMedium()},
		{path: "/cgi-bin/openapi/rid/get", nth: 3, shows: "rid-unknown rid errmsg", replace: [2]string{" rid: [0-9a-f-]+", ""}},
	}
	proxy := newProxy(t, real, edits)
	real.Base = proxy.URL
	result := verify(t, record(t, real, scenarios(t)))
	var found []string
	for _, c := range result.Comparisons {
		for _, d := range c.Differences {
			place := strings.TrimSpace(fmt.Sprintf("%s %s %s", c.Name, d.Layer, d.Path))
			i := slices.IndexFunc(edits, func(e edit) bool { return e.shows == place })
			switch {
			case i < 0:
				t.Errorf("%s %s was not put there", c.ID(), d)
			case edits[i].breaks != d.Breaks():
				t.Errorf("%s: breaks clients: %t", place, d.Breaks())
			default:
				found = append(found, place)
			}
		}
	}
	if len(edits) != 12 || len(found) != len(edits) {
		t.Errorf("found %d of %d: %q", len(found), len(edits), found)
	}
	for _, e := range edits {
		if !slices.Contains(found, e.shows) {
			t.Errorf("%s was not found", e.shows)
		}
	}
	if result.Outcome() != parity.Different {
		t.Errorf("outcome %d", result.Outcome())
	}
}

// otherMedium gives a download the name of another medium.
func otherMedium() func(http.Header, *int) {
	return func(h http.Header, _ *int) {
		h.Set("Content-Disposition", strings.Replace(h.Get("Content-Disposition"), `filename="`, `filename="`+strings.Repeat("x", 24), 1))
	}
}

// newProxy passes calls on and edits answers.
func newProxy(t *testing.T, to parity.Side, edits []edit) *httptest.Server {
	t.Helper()
	seen := make(map[string]int)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The calls of the setup are not of a scenario.
		answer := passOn(t, to, r)
		seen[r.URL.Path]++
		body, status := answer.body, answer.status
		for _, e := range edits {
			if e.path != r.URL.Path || e.nth != seen[r.URL.Path]-setup(r.URL.Path) {
				continue
			}
			edited := regexp.MustCompile(e.replace[0]).ReplaceAllLiteralString(body, e.replace[1])
			if e.replace[0] != "" && edited == body {
				t.Errorf("%s: the answer has no %q: %s", e.shows, e.replace[0], body)
			} else if e.replace[0] != "" {
				body = edited
			}
			if e.change != nil {
				e.change(answer.header, &status)
			}
		}
		for name, values := range answer.header {
			if name != "Content-Length" {
				w.Header()[name] = values
			}
		}
		if answer.header.Get("Content-Type") == "" {
			w.Header()["Content-Type"] = nil
		}
		if answer.ends {
			w.Header().Set("Connection", "close")
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server
}

// setup is how often FindFacts calls a path.
func setup(path string) int {
	return map[string]int{"/wxa/get_merchant_audit_info": 1, "/wxa/get_store_list": 1, "/cgi-bin/openapi/quota/get": 1}[path]
}

type passed struct {
	header http.Header
	status int
	body   string
	ends   bool
}

// passOn passes a call on as it came.
func passOn(t *testing.T, to parity.Side, r *http.Request) passed {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, to.Base, r.Body)
	if err != nil {
		t.Error(err)
		return passed{}
	}
	target, query, _ := strings.Cut(r.RequestURI, "?")
	out.URL.Path, out.URL.RawPath, out.URL.RawQuery = r.URL.Path, target, query
	out.Header, out.ContentLength = r.Header, r.ContentLength
	out.Header.Set("User-Agent", "")
	if r.ContentLength == 0 {
		out.Body = http.NoBody
	}
	resp, err := to.Client.Do(out)
	if err != nil {
		t.Error(err)
		return passed{}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return passed{resp.Header, resp.StatusCode, string(body), resp.Close}
}
