package pages

import (
	"net/http"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
)

// How much the overview shows of each.
const (
	overviewCalls     = 8
	overviewMerchants = 6
)

// overview shows what happened last, and where everything else is.
func (s *site) overview(w http.ResponseWriter, r *http.Request) error {
	calls, err := s.Ports.Calls.Calls(r.Context(), journal.Filter{}, overviewCalls)
	if err != nil {
		return err
	}
	merchants, _, err := s.Ports.Merchants.List(r.Context(), store.MerchantFilter{}, overviewMerchants)
	if err != nil {
		return err
	}
	notReady := ""
	if err := s.Ports.Ready(r.Context()); err != nil {
		notReady = err.Error()
	}
	return s.show(w, r, answer{page: "overview", data: map[string]any{
		"Calls": calls, "Merchants": merchants, "APIURL": s.APIURL, "NotReady": notReady,
	}})
}
