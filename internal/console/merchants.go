package console

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
)

// byOperator is noted as the caller of a change that the operator made.
const byOperator = "operator"

// merchantsAPI is /api/merchants and what lies under it.
//
//	curl 'localhost:8081/api/merchants?search=示例&state=approved'
//	curl localhost:8081/api/merchants/wx0123456789abcdef/history
//	curl localhost:8081/api/merchants/wx0123456789abcdef/revert -d '{"version":1}'
type merchantsAPI struct{ merchants ports.Merchants }

func merchantRoutes(c Config) []route {
	a := merchantsAPI{c.Ports.Merchants}
	merchant := jsonBody[merchantJSON]()
	const one = "/api/merchants/{app_id}"
	params := append(listParams("nickname"), param{"state", "approved or reviewing"}, limitParam())
	history := []param{{"before", "changes with a lower version"}, limitParam()}
	return []route{
		{method: "GET", path: "/api/merchants", summary: "List store Mini Programs.", query: params, response: jsonBody[merchantList](), serve: serveJSON(a.list, c.Log)},
		{method: "GET", path: one, summary: "Show a store Mini Program.", response: merchant, serve: serveJSON(a.get, c.Log)},
		{method: "GET", path: one + "/history", summary: "List the changes of a store Mini Program, the newest first.", query: history, response: jsonBody[changeList](), serve: serveJSON(a.history, c.Log)},
		{method: "POST", path: one + "/revert", summary: "Go back to what a store Mini Program was after a change, by the rule of a call.", request: jsonBody[revertJSON](), response: merchant, serve: serveJSON(a.revert, c.Log)},
	}
}

// merchantJSON is a store Mini Program.
type merchantJSON struct {
	AppID string `json:"appid"`
	// State is approved or reviewing.
	State    string `json:"state"`
	Nickname string `json:"nickname"`
	Intro    string `json:"intro"`
	// Headimg is the hash of the head image, for /api/pictures/{hash}; "" if
	// there is none.
	Headimg string `json:"headimg"`
	// Version counts the changes.
	Version int64 `json:"version"`
	// Month is the month, in Shanghai, that MonthChanges counts.
	Month        string    `json:"month"`
	MonthChanges int       `json:"month_changes"`
	UpdatedAt    time.Time `json:"updated_at"`
}

// merchantList is the answer of GET /api/merchants.
type merchantList struct {
	Merchants []merchantJSON `json:"merchants"`
	// Next is the "after" of those that follow; absent if none do.
	Next string `json:"next,omitempty"`
}

// changeList is the answer of GET /api/merchants/{app_id}/history.
type changeList struct {
	Changes []changeJSON `json:"changes"`
	// Next is the "before" of those that follow; absent if none do.
	Next int64 `json:"next,omitempty"`
}

// changeJSON is a change of a store Mini Program.
type changeJSON struct {
	// Version is what the change made.
	Version       int64  `json:"version"`
	BeforeIntro   string `json:"before_intro"`
	AfterIntro    string `json:"after_intro"`
	BeforeHeadimg string `json:"before_headimg"`
	AfterHeadimg  string `json:"after_headimg"`
	// Caller is the app id of who made it, or operator.
	Caller string `json:"caller"`
	// RID is the call that made it; "" if none did.
	RID string    `json:"rid"`
	At  time.Time `json:"at"`
}

// revertJSON is the body of POST /api/merchants/{app_id}/revert.
type revertJSON struct {
	// Version is that of the change after which the state was as it is to be;
	// 0 is before the first.
	Version *int64 `json:"version"`
	// Seen is the version that the store Mini Program has as far as the operator
	// knows: if it has changed since, nothing is changed and the answer is 409. It
	// may be left out: the history keeps every change.
	Seen *int64 `json:"seen,omitempty"`
}

func (a merchantsAPI) list(_ http.ResponseWriter, r *http.Request) (any, error) {
	values, limit, err := parseList(r.URL.RawQuery, "search", "state", "after")
	if err != nil {
		return nil, err
	}
	f := store.MerchantFilter{Search: values["search"], State: store.MerchantState(values["state"]), After: values["after"]}
	switch f.State {
	case store.MerchantNone, store.MerchantApproved, store.MerchantReviewing:
	default:
		return nil, bad("state %q is neither approved nor reviewing", f.State)
	}
	found, next, err := a.merchants.List(r.Context(), f, limit)
	if err != nil {
		return nil, err
	}
	list := merchantList{Merchants: make([]merchantJSON, 0, len(found)), Next: next}
	for _, m := range found {
		list.Merchants = append(list.Merchants, toMerchantJSON(m))
	}
	return list, nil
}

func (a merchantsAPI) get(_ http.ResponseWriter, r *http.Request) (any, error) {
	m, err := a.merchants.Get(r.Context(), r.PathValue("app_id"))
	if err != nil {
		return nil, err
	}
	return toMerchantJSON(m), nil
}

func (a merchantsAPI) history(_ http.ResponseWriter, r *http.Request) (any, error) {
	values, limit, err := parseList(r.URL.RawQuery, "before")
	if err != nil {
		return nil, err
	}
	var before int64
	if text := values["before"]; text != "" {
		if before, err = strconv.ParseInt(text, 10, 64); err != nil || before < 1 {
			return nil, bad("before %q is not a version", text)
		}
	}
	appID := r.PathValue("app_id")
	if _, err := a.merchants.Get(r.Context(), appID); err != nil {
		return nil, err
	}
	changes, err := a.merchants.History(r.Context(), appID, before, limit+1) // one more tells whether others follow
	if err != nil {
		return nil, err
	}
	list := changeList{Changes: make([]changeJSON, 0, limit)}
	for i, c := range changes {
		if i == limit {
			list.Next = changes[i-1].Version
			break
		}
		list.Changes = append(list.Changes, changeJSON{
			Version: c.Version, BeforeIntro: c.BeforeIntro, AfterIntro: c.AfterIntro,
			BeforeHeadimg: hashText(c.BeforeHeadimg), AfterHeadimg: hashText(c.AfterHeadimg),
			Caller: c.Caller, RID: c.RID, At: c.At.UTC(),
		})
	}
	return list, nil
}

func (a merchantsAPI) revert(_ http.ResponseWriter, r *http.Request) (any, error) {
	var body revertJSON
	if err := decode(r, &body); err != nil {
		return nil, err
	}
	if body.Version == nil || *body.Version < 0 {
		return nil, bad(`send {"version":N} with a version of the history, or 0`)
	}
	appID, seen := r.PathValue("app_id"), int64(-1)
	if body.Seen != nil {
		seen = *body.Seen
	}
	m, err := a.merchants.Revert(r.Context(), appID, *body.Version, seen, byOperator)
	if errors.Is(err, store.ErrConflict) {
		current, err := a.merchants.Get(r.Context(), appID)
		if err != nil {
			return nil, err
		}
		return nil, conflict{
			sentence: fmt.Sprintf("store Mini Program %s was changed since version %d: it has version %d now; look at its history, and revert again", appID, seen, current.Version),
			yours:    body, current: toMerchantJSON(current),
		}
	}
	if err != nil {
		return nil, err
	}
	return toMerchantJSON(m), nil
}

func toMerchantJSON(m store.Merchant) merchantJSON {
	return merchantJSON{
		AppID: m.AppID, State: string(m.State), Nickname: m.Nickname, Intro: m.Intro, Headimg: hashText(m.Headimg),
		Version: m.Version, Month: m.Month, MonthChanges: m.MonthChanges, UpdatedAt: m.UpdatedAt.UTC(),
	}
}

// hashText is a hash as JSON has it: "" for none.
func hashText(h store.Hash) string {
	if h.IsZero() {
		return ""
	}
	return h.String()
}
