package pages

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// search goes to what a text names, or lists what was found by its kind.
func (s *site) search(w http.ResponseWriter, r *http.Request) error {
	text := strings.TrimSpace(r.URL.Query().Get("q"))
	found, err := do(s, r, api.Search, api.SearchText{Text: text})
	if err != nil {
		return err
	}
	if found.Exact {
		http.Redirect(w, r, hitPath(found.Hits[0]), http.StatusSeeOther)
		return nil
	}
	var groups []hitGroup
	for _, h := range found.Hits {
		if n := len(groups); n == 0 || groups[n-1].Kind != h.Kind {
			groups = append(groups, hitGroup{Kind: h.Kind, All: allHits(h.Kind, text)})
		}
		last := &groups[len(groups)-1]
		last.Hits = append(last.Hits, h)
	}
	return s.show(w, r, answer{page: "search", subject: text, data: map[string]any{
		"Text": text, "Groups": groups, "Behind": found.Behind,
	}})
}

// hitGroup are the hits of a kind.
type hitGroup struct {
	Kind api.HitKind
	Hits []api.Hit
	// All is the list that has the others; "" for none.
	All string
}

// hitPath is the page of what was found.
func hitPath(h api.Hit) string {
	id, account := url.PathEscape(h.ID), url.PathEscape(h.AppID)
	switch h.Kind {
	case api.HitAccount:
		return "/accounts/" + id
	case api.HitMerchant:
		return "/merchants/" + id
	case api.HitPlatform:
		return "/platforms/" + id
	case api.HitStore:
		return "/merchants/" + account + "/stores/" + id
	case api.HitPlace:
		return "/places/" + id
	case api.HitErrcode:
		return "/calls?code=" + url.QueryEscape(h.ID)
	case api.HitCall, api.HitDelivery:
	}
	return "/calls/" + id
}

// allHits is the list of all that a text finds of a kind.
func allHits(kind api.HitKind, text string) string {
	switch kind {
	case api.HitCall:
		return "/calls?text=" + url.QueryEscape(text)
	case api.HitAccount:
		return "/accounts?search=" + url.QueryEscape(text)
	case api.HitMerchant:
		return "/merchants?search=" + url.QueryEscape(text)
	case api.HitDelivery, api.HitPlatform, api.HitStore, api.HitPlace, api.HitErrcode:
	}
	return ""
}
