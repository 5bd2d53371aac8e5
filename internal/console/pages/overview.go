package pages

import (
	"net/http"

	"github.com/wxastore/wxastore/internal/console/api"
)

// How much the overview shows of each.
const (
	overviewCalls     = 8
	overviewMerchants = 6
)

// overview shows what happened last, and where everything else is.
func (s *site) overview(w http.ResponseWriter, r *http.Request) error {
	calls, err := do(s, r, api.ListCalls, api.CallFilter{Limit: overviewCalls})
	if err != nil {
		return err
	}
	merchants, err := do(s, r, api.ListMerchants, api.MerchantFilter{Page: api.Page{Limit: overviewMerchants}})
	if err != nil {
		return err
	}
	notReady := ""
	if err := s.Ready(r.Context()); err != nil {
		notReady = err.Error()
	}
	return s.show(w, r, answer{page: "overview", data: map[string]any{
		"Calls": calls.Calls, "Merchants": merchants.Merchants, "APIURL": s.APIURL, "NotReady": notReady,
	}})
}
