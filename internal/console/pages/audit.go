package pages

import (
	"net/http"
	"net/url"

	"github.com/wxastore/wxastore/internal/console/api"
)

// pageAudit is how many entries of the audit log a page shows.
const pageAudit = 50

// audit lists what operators did.
func (s *site) audit(w http.ResponseWriter, r *http.Request) error {
	list, err := do(s, r, api.ListAudit, api.AuditFilter{Before: r.URL.Query().Get("before"), Limit: pageAudit})
	if err != nil {
		return err
	}
	next := ""
	if list.Next != "" {
		next = "/audit?" + url.Values{"before": {list.Next}}.Encode()
	}
	return s.show(w, r, answer{page: "audit", data: map[string]any{"List": list.Audit, "Next": next}})
}
