package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// How many platforms and authorizations one answer lists.
const (
	mostPlatforms       = 1000
	usualAuthorizations = 100
	mostAuthorizations  = 500
)

// componentsAPI is /api/components and what is below it.
//
//	curl localhost:8081/api/components
//	curl -X POST localhost:8081/api/components/wxc0123456789abcdef/ticket
//	curl localhost:8081/api/components/wxc0123456789abcdef/authorizations?offset=0&limit=100
//	curl localhost:8081/api/components/wxc0123456789abcdef/authorizations \
//	  -d '{"authorizer_appid":"wx0123456789abcdef","permission_sets":[8,13]}'
//	curl -X DELETE localhost:8081/api/components/wxc0123456789abcdef/authorizations/wx0123456789abcdef
//	curl -X DELETE 'localhost:8081/api/components/wxc0123456789abcdef/authorizations/wx0123456789abcdef?reason=password'
type componentsAPI struct{ platforms ports.Platforms }

func componentRoutes(c Config) []route {
	a := componentsAPI{c.Ports.Platforms}
	return []route{
		{method: "GET", path: "/api/components", summary: "List the third-party platforms.", response: jsonBody[componentList](), serve: serveJSON(a.list, c.Log)},
		{method: "POST", path: "/api/components/{appid}/ticket", summary: "Make a ticket and push it.", response: jsonBody[ticketJSON](), serve: serveJSON(a.ticket, c.Log)},
		{method: "GET", path: "/api/components/{appid}/authorizations", summary: "List what accounts grant a platform.", query: []param{
			{"offset", "how many to leave out"}, {"limit", "how many, 1 to 500; 100 if it is left out"},
		}, response: jsonBody[authorizationList](), serve: serveJSON(a.authorizations, c.Log)},
		{method: "POST", path: "/api/components/{appid}/authorizations", summary: "Grant permission sets of an account to a platform.", request: jsonBody[authorizationJSON](), response: jsonBody[authCodeJSON](), serve: serveJSON(a.authorize, c.Log)},
		{method: "DELETE", path: "/api/components/{appid}/authorizations/{authorizer}", summary: "Withdraw an authorization.", query: []param{
			{"reason", "withdrawn, or password: the account's password was changed, and the tokens die"},
		}, serve: serveJSON(a.withdraw, c.Log)},
	}
}

// componentList is the answer of GET /api/components.
type componentList struct {
	Components []componentJSON `json:"components"`
}

// authorizationList is the answer of GET /api/components/{appid}/authorizations.
type authorizationList struct {
	Total          int                 `json:"total"`
	Authorizations []authorizationJSON `json:"authorizations"`
}

// componentJSON is a platform. Its secrets and keys are left out.
type componentJSON struct {
	AppID          string `json:"appid"`
	Name           string `json:"name"`
	EventURL       string `json:"event_url"`
	RedirectDomain string `json:"redirect_domain"`
	PermissionSets []int  `json:"permission_sets"`
	// PushTickets says that tickets are pushed every 10 minutes.
	PushTickets bool `json:"push_tickets"`
	// TicketAt is when the newest ticket was made; absent before the first.
	TicketAt *time.Time `json:"ticket_at,omitempty"`
}

// ticketJSON is a ticket that was made. Pushed says that it is pushed to
// the platform; without an address for events, this answer is all there is.
//
// Delivered says that the platform has answered success. Otherwise Ahead is how
// many events it has to take before the ticket, and WaitsFor the kind of the one
// that is tried now, with why its last attempt failed.
type ticketJSON struct {
	Ticket    string `json:"component_verify_ticket"`
	ExpiresIn int    `json:"expires_in"`
	Pushed    bool   `json:"pushed"`
	Delivered bool   `json:"delivered"`
	Ahead     int    `json:"ahead,omitempty"`
	WaitsFor  string `json:"waits_for,omitempty"`
	LastError string `json:"last_error,omitempty"`
}

// authorizationJSON is what an account grants a platform.
type authorizationJSON struct {
	AuthorizerAppID string     `json:"authorizer_appid"`
	PermissionSets  []int      `json:"permission_sets"`
	AuthorizedAt    *time.Time `json:"authorized_at,omitempty"`
}

// authCodeJSON is the answer to a grant.
type authCodeJSON struct {
	AuthCode  string `json:"auth_code"`
	ExpiresIn int    `json:"expires_in"`
}

func (a componentsAPI) list(_ http.ResponseWriter, r *http.Request) (any, error) {
	all, err := a.platforms.Components(r.Context(), "", mostPlatforms)
	if err != nil {
		return nil, err
	}
	answer := componentList{make([]componentJSON, 0, len(all))}
	for _, c := range all {
		j := componentJSON{
			AppID: c.AppID, Name: c.Name, EventURL: c.EventURL, RedirectDomain: c.RedirectDomain,
			PermissionSets: append([]int{}, c.PermissionSets...), PushTickets: c.PushTickets,
		}
		if !c.TicketAt.IsZero() {
			j.TicketAt = &c.TicketAt
		}
		answer.Components = append(answer.Components, j)
	}
	return answer, nil
}

func (a componentsAPI) ticket(_ http.ResponseWriter, r *http.Request) (any, error) {
	appID := r.PathValue("appid")
	made, err := a.platforms.PushTicket(r.Context(), appID)
	return ticketJSON{
		Ticket: made.Ticket, ExpiresIn: int(weixin.TicketLife / time.Second), Pushed: made.Pushed, Delivered: made.Delivered,
		Ahead: made.Ahead, WaitsFor: made.First.Kind, LastError: made.First.LastError,
	}, noPlatform(err, appID)
}

func (a componentsAPI) authorizations(_ http.ResponseWriter, r *http.Request) (any, error) {
	appID := r.PathValue("appid")
	offset, limit, err := parsePage(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	if _, err := a.platforms.Component(r.Context(), appID); err != nil {
		return nil, noPlatform(err, appID)
	}
	list, total, err := a.platforms.Authorizations(r.Context(), appID, offset, limit)
	if err != nil {
		return nil, err
	}
	answer := authorizationList{total, make([]authorizationJSON, 0, len(list))}
	for _, one := range list {
		answer.Authorizations = append(answer.Authorizations, authorizationJSON{
			one.AppID, append([]int{}, one.PermissionSets...), &one.AuthorizedAt,
		})
	}
	return answer, nil
}

// parsePage reads offset and limit.
func parsePage(query string) (offset, limit int, err error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return 0, 0, bad("the query cannot be read: %v", err)
	}
	limit = usualAuthorizations
	for name := range values {
		number, err := strconv.Atoi(values.Get(name))
		switch {
		case err != nil:
			return 0, 0, bad("%s %q is not a number", name, values.Get(name))
		case name == "offset" && number >= 0:
			offset = number
		case name == "limit" && 1 <= number && number <= mostAuthorizations:
			limit = number
		default:
			return 0, 0, bad("there are offset, from 0, and limit, from 1 to %d", mostAuthorizations)
		}
	}
	return offset, limit, nil
}

func (a componentsAPI) authorize(_ http.ResponseWriter, r *http.Request) (any, error) {
	var grant authorizationJSON
	if err := decode(r, &grant); err != nil {
		return nil, err
	}
	code, err := a.platforms.Authorize(r.Context(), r.PathValue("appid"), grant.AuthorizerAppID, grant.PermissionSets)
	if errors.Is(err, store.ErrNotFound) {
		return nil, problem{http.StatusNotFound, fmt.Sprintf("there is no platform %q or no account %q", r.PathValue("appid"), grant.AuthorizerAppID)}
	}
	return authCodeJSON{code, weixin.AuthCodeSeconds}, err
}

func (a componentsAPI) withdraw(_ http.ResponseWriter, r *http.Request) (any, error) {
	component, authorizer := r.PathValue("appid"), r.PathValue("authorizer")
	end := a.platforms.Withdraw
	switch reason := r.URL.Query().Get("reason"); reason {
	case "", "withdrawn":
	case "password":
		end = a.platforms.ChangePassword
	default:
		return nil, bad("reason %q: there are withdrawn and password", reason)
	}
	err := end(r.Context(), component, authorizer)
	if errors.Is(err, store.ErrNotFound) {
		return nil, problem{http.StatusNotFound, fmt.Sprintf("account %q does not authorize platform %q", authorizer, component)}
	}
	return nil, err
}

func noPlatform(err error, appID string) error {
	if errors.Is(err, store.ErrNotFound) {
		return problem{http.StatusNotFound, fmt.Sprintf("there is no platform %q", appID)}
	}
	return err
}
