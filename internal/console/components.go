package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Platforms are the third-party platforms and what accounts grant them.
type Platforms interface {
	// Component returns a platform, or store.ErrNotFound.
	Component(ctx context.Context, appID string) (store.Component, error)
	// Components returns up to limit platforms after an app id, in order.
	Components(ctx context.Context, after string, limit int) ([]store.Component, error)
	// Authorizations returns up to limit authorizations of a platform from an
	// offset on, and how many there are.
	Authorizations(ctx context.Context, component string, offset, limit int) ([]store.Authorization, int, error)
	// PushTicket makes a ticket and has it pushed, or returns store.ErrNotFound.
	PushTicket(ctx context.Context, component string) (ticket string, err error)
	// Authorize grants permission sets of an account and returns the code.
	Authorize(ctx context.Context, component, authorizer string, sets []int) (code string, err error)
	// Withdraw ends an authorization, ChangePassword makes its tokens die. Both
	// return store.ErrNotFound if there is none.
	Withdraw(ctx context.Context, component, authorizer string) error
	ChangePassword(ctx context.Context, component, authorizer string) error
}

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
type componentsAPI struct{ platforms Platforms }

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

// ticketJSON is a ticket that was made. Pushed says that it is on its way to
// the platform; without an address for events, this answer is all there is.
type ticketJSON struct {
	Ticket    string `json:"component_verify_ticket"`
	ExpiresIn int    `json:"expires_in"`
	Pushed    bool   `json:"pushed"`
}

// authorizationJSON is what an account grants a platform.
type authorizationJSON struct {
	AuthorizerAppID string     `json:"authorizer_appid"`
	PermissionSets  []int      `json:"permission_sets"`
	AuthorizedAt    *time.Time `json:"authorized_at,omitempty"`
}

// codeJSON is the answer to a grant.
type codeJSON struct {
	AuthCode  string `json:"auth_code"`
	ExpiresIn int    `json:"expires_in"`
}

func (a componentsAPI) list(_ http.ResponseWriter, r *http.Request) (any, error) {
	all, err := a.platforms.Components(r.Context(), "", mostPlatforms)
	if err != nil {
		return nil, err
	}
	answer := struct {
		Components []componentJSON `json:"components"`
	}{make([]componentJSON, 0, len(all))}
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
	c, err := a.platforms.Component(r.Context(), appID)
	if err != nil {
		return nil, noPlatform(err, appID)
	}
	ticket, err := a.platforms.PushTicket(r.Context(), appID)
	return ticketJSON{ticket, int(weixin.TicketLife / time.Second), c.EventURL != ""}, err
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
	answer := struct {
		Total          int                 `json:"total"`
		Authorizations []authorizationJSON `json:"authorizations"`
	}{total, make([]authorizationJSON, 0, len(list))}
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
			return 0, 0, bad("%s %q is no number", name, values.Get(name))
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
	return codeJSON{code, weixin.AuthCodeSeconds}, err
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
