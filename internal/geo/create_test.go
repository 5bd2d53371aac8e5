package geo

import (
	"context"
	"encoding/xml"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/weixin"
)

var at = time.Unix(1715943329, 0).UTC()

// told keeps the events that it is to queue.
type told struct{ events []weixin.AccountEvent }

func (n *told) Notify(_ store.Tx, _ string, event weixin.AccountEvent) error {
	n.events = append(n.events, event)
	return nil
}

func openModule(t *testing.T) (*Module, *told) {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	districts, err := Standard()
	if err != nil {
		t.Fatal(err)
	}
	n := new(told)
	return &Module{Districts: districts, Store: s, Notifier: n}, n
}

func put(t *testing.T, m *Module, p store.Place) {
	t.Helper()
	if err := m.Store.Write(context.Background(), nil, func(tx store.Tx) error { tx.PutPlace(p); return nil }); err != nil {
		t.Fatal(err)
	}
}

// TestCreated walks what a call is refused for.
func TestCreated(t *testing.T) {
	t.Parallel()
	districts, err := Standard()
	if err != nil {
		t.Fatal(err)
	}
	fine := weixin.CreateMapPOIRequest{Name: "示例饺子馆", DistrictID: "440105", Latitude: 23.08, Longitude: 113.32, Photo: "http://mmbiz.qpic.cn/a"}
	for name, c := range map[string]struct {
		change func(*weixin.CreateMapPOIRequest)
		want   weixin.Code
	}{
		"fine":           {func(*weixin.CreateMapPOIRequest) {}, weixin.OK},
		"a city":         {func(r *weixin.CreateMapPOIRequest) { r.DistrictID = "441900" }, weixin.OK},
		"no district":    {func(r *weixin.CreateMapPOIRequest) { r.DistrictID = "999999" }, weixin.InvalidArgs},
		"too far north":  {func(r *weixin.CreateMapPOIRequest) { r.Latitude = 90.1 }, weixin.InvalidArgs},
		"too far south":  {func(r *weixin.CreateMapPOIRequest) { r.Latitude = -90.1 }, weixin.InvalidArgs},
		"too far east":   {func(r *weixin.CreateMapPOIRequest) { r.Longitude = 180.1 }, weixin.InvalidArgs},
		"too far west":   {func(r *weixin.CreateMapPOIRequest) { r.Longitude = -180.1 }, weixin.InvalidArgs},
		"at the borders": {func(r *weixin.CreateMapPOIRequest) { r.Latitude, r.Longitude = -90, 180 }, weixin.OK},
	} {
		req := fine
		c.change(&req)
		p, err := created(districts, req)
		code := weixin.OK
		if refusal, ok := errors.AsType[*edge.Refusal](err); ok {
			code = refusal.Code
		}
		if code != c.want || code == weixin.OK && (p.Listed || p.Name != req.Name || p.DistrictID != string(req.DistrictID) || p.Photo != req.Photo) {
			t.Errorf("%s: %+v, %v, want %d", name, p, err, c.want)
		}
	}
}

// TestOutcome holds what becomes of a place, and what its creator is told.
func TestOutcome(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state  store.ReviewState
		seen   bool
		status weixin.MaybeEmpty
	}{
		{store.ReviewPassed, false, 1}, {store.ReviewFailed, false, 3}, {store.ReviewPassed, true, weixin.EmptyNumber}, {store.ReviewFailed, true, 1},
	} {
		m, n := openModule(t)
		m.AsSeen = c.seen
		put(t, m, store.Place{ID: "5", Creator: "wx1", Name: "n", DistrictID: "440105"})
		r := store.Review{AppID: "wx1", AuditID: 7, Kind: store.ReviewPlace, Subject: "5", State: c.state, Reason: "why"}
		if err := m.Store.Write(t.Context(), m.Keys(r), func(tx store.Tx) error { return m.Outcome(tx, r, at) }); err != nil {
			t.Fatal(err)
		}
		passed := c.state == store.ReviewPassed
		if p, err := m.Store.Place(t.Context(), "5"); err != nil || p.Listed != passed {
			t.Errorf("%s: %+v, %v", c.state, p, err)
		}
		if len(n.events) != 1 {
			t.Fatalf("%d events", len(n.events))
		}
		body := n.events[0].Body.(weixin.CreateMapPOIBody)
		if body.Status != c.status || body.AuditID != 7 || (body.MapPOIID == "5") != passed || body.Remark != "why" {
			t.Errorf("%s, seen %t: %+v", c.state, c.seen, body)
		}
		text, err := xml.Marshal(n.events[0])
		if empty := strings.Contains(string(text), "<status></status>"); err != nil || empty != (c.status == weixin.EmptyNumber) {
			t.Errorf("%s, %v", text, err)
		}
	}
	m, n := openModule(t)
	r := store.Review{AppID: "wx1", Subject: "5", State: store.ReviewPassed}
	if err := m.Store.Write(t.Context(), m.Keys(r), func(tx store.Tx) error { return m.Outcome(tx, r, at) }); err != nil || len(n.events) > 0 {
		t.Errorf("of a place that was deleted: %v, %v", n.events, err)
	}
}

// TestEventsAreAsDeclared compares the event with the declaration's golden.
func TestEventsAreAsDeclared(t *testing.T) {
	t.Parallel()
	m, n := openModule(t)
	put(t, m, store.Place{ID: "2708071440732747189", Name: "示例饺子馆", Address: "示例路 1 号", Lat: 23.08, Lng: 113.32})
	r := store.Review{AuditID: 3153770, Subject: "2708071440732747189", State: store.ReviewPassed, Reason: "资料齐全"}
	if err := m.Store.Write(t.Context(), m.Keys(r), func(tx store.Tx) error { return m.Outcome(tx, r, at) }); err != nil {
		t.Fatal(err)
	}
	event := n.events[0]
	event.ToUserName, event.FromUserName = "gh_97417a04a28d", "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
	text, err := xml.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	golden, err := os.ReadFile("../../weixin/testdata/events/" + event.Event + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.TrimSuffix(string(golden), "\n"); string(text) != want {
		t.Errorf("pushed as\n%s, want\n%s", text, want)
	}
}

// TestSearch finds the places of a district, and of what it is in.
func TestSearch(t *testing.T) {
	t.Parallel()
	m, _ := openModule(t)
	examples, err := Examples()
	if err != nil || len(examples) < 50 || examples[0].ID != "2708071440732747189" {
		t.Fatalf("%d examples, %v", len(examples), err)
	}
	for _, p := range examples {
		if p.City == "" || !strings.HasPrefix(p.Name, "示例") {
			t.Errorf("%+v", p)
		}
		put(t, m, p)
	}
	put(t, m, store.Place{ID: "1", DistrictID: "440105", Name: "示例云帆未审"})
	for _, c := range []struct {
		district weixin.ID
		keyword  string
		want     int
	}{
		{"440105", "云帆饺子", 1}, {"440100", "云帆饺子", 1}, {"440000", "云帆饺子", 1}, {"440106", "云帆饺子", 0}, {"110000", "云帆饺子", 0},
		{"440105", "未审", 0}, {"440105", "", 17}, {"440305", "示例", 17}, {"440000", "", maxFound}, {"999999", "", 0}, {"", "", 0}, {"440105", "大道", 3},
	} {
		answer, err := m.search(t.Context(), nil, weixin.SearchMapPOIRequest{DistrictID: c.district, Keyword: c.keyword})
		if err != nil || len(answer.Data.Item) != c.want || answer.Status != weixin.Success() {
			t.Errorf("%q in %s: %d, %v, want %d", c.keyword, c.district, len(answer.Data.Item), err, c.want)
		}
	}
}

// TestComplete refuses what is not a place.
func TestComplete(t *testing.T) {
	t.Parallel()
	fine := store.Place{ID: "7", Name: "n", DistrictID: "440105", Lat: 23, Lng: 113}
	if p, err := Complete(fine); err != nil || p.City != "广州市" || p.District != "海珠区" || !p.Listed {
		t.Errorf("%+v, %v", p, err)
	}
	for name, change := range map[string]func(*store.Place){
		"no id": func(p *store.Place) { p.ID = "" }, "letters": func(p *store.Place) { p.ID = "x" }, "20 digits": func(p *store.Place) { p.ID = strings.Repeat("1", 20) },
		"no name": func(p *store.Place) { p.Name = "" }, "no district": func(p *store.Place) { p.DistrictID = "9" }, "far": func(p *store.Place) { p.Lat = 91 },
	} {
		p := fine
		change(&p)
		if _, err := Complete(p); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestNewID makes ids of 19 digits.
func TestNewID(t *testing.T) {
	t.Parallel()
	m := &Module{}
	if a, b := m.newID(), m.newID(); len(a) != 19 || a == b || strings.Trim(a, "0123456789") != "" {
		t.Errorf("%s, %s", a, b)
	}
}
