package pages

import (
	"fmt"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// How much the overview shows of each, and of how many accounts it looks at the tokens.
const (
	overviewCalls     = 8
	overviewMerchants = 6
	overviewAccounts  = 20
	endsSoon          = 15 * time.Minute
)

// endingToken is an account's token that ends soon.
type endingToken struct {
	AppID, Name string
	Left        api.Duration
}

// overview shows what happened last, what a newcomer can do, and where everything else is.
func (s *site) overview(w http.ResponseWriter, r *http.Request) error {
	calls, err := do(s, r, api.ListCalls, api.CallFilter{CallSelection: api.CallSelection{Direction: api.DirectionIn}, Limit: overviewCalls})
	if err != nil {
		return err
	}
	merchants, err := do(s, r, api.ListMerchants, api.MerchantFilter{Page: api.Page{Limit: overviewMerchants}})
	if err != nil {
		return err
	}
	accounts, err := s.authorizers(r)
	if err != nil {
		return err
	}
	ending, err := s.ending(r, accounts)
	if err != nil {
		return err
	}
	series, err := do(s, r, api.ShowMetrics, api.None{})
	if err != nil {
		return err
	}
	notReady := ""
	if err := s.Ready(r.Context()); err != nil {
		notReady = err.Error()
	}
	demo := ""
	for _, a := range accounts {
		if a.AppID == s.DemoAppID {
			demo = s.DemoSecret
		}
	}
	return s.show(w, r, answer{page: "overview", data: map[string]any{
		"Calls": calls.Calls, "Merchants": merchants.Merchants, "APIURL": s.APIURL, "NotReady": notReady, "Accounts": accounts, "Ending": ending,
		"PerMinute": lastMinute(series, series.Calls), "Failures": lastMinute(series, series.Errors), "DemoAppID": s.DemoAppID, "DemoSecret": demo,
	}})
}

// lastMinute is how many of a rate a second there were in the last minute.
func lastMinute(series api.Series, rates []float64) int {
	sum, n := 0.0, 0
	for i := len(rates) - 1; i >= 0 && i < len(series.At) && series.At[len(series.At)-1].Sub(series.At[i]) < time.Minute; i-- {
		sum, n = sum+rates[i], n+1
	}
	if n == 0 {
		return 0
	}
	return int(60*sum/float64(n) + 0.5)
}

// ending are the tokens that programs have fetched for some accounts and that end soon.
func (s *site) ending(r *http.Request, accounts []api.Account) ([]endingToken, error) {
	clock, err := do(s, r, api.ShowClock, api.None{})
	if err != nil {
		return nil, err
	}
	var all []endingToken
	for _, a := range accounts[:min(len(accounts), overviewAccounts)] {
		tokens, err := do(s, r, api.ListTokens, api.AccountID{AppID: a.AppID})
		if err != nil {
			return nil, err
		}
		for _, t := range tokens.Tokens {
			if left := t.ExpiresAt.Sub(clock.Now); t.Kind != "operator" && t.SupersededAt == nil && left < endsSoon {
				all = append(all, endingToken{a.AppID, a.Name, api.Duration(left)})
			}
		}
	}
	return all, nil
}

// newToken is a token that is shown once, with a call that it is good for.
type newToken struct{ AppID, Token, Curl string }

// makeToken makes a token of an account and shows it once.
func (s *site) makeToken(w http.ResponseWriter, r *http.Request) error {
	made, err := do(s, r, api.MakeToken, accountID(r))
	if err != nil {
		return err
	}
	d := weixin.GetMerchantAuditInfo.Page
	curl := fmt.Sprintf("curl '%s%s?access_token=%s'", s.APIURL, d.Path, made.AccessToken)
	return s.showOnce(w, r, accountPath(r)+"/token", newToken{r.PathValue("app_id"), made.AccessToken, curl})
}

// token shows a token that was made, once.
func (s *site) token(w http.ResponseWriter, r *http.Request) error {
	data, status := s.shownOnce(w, r)
	made, _ := data.(newToken)
	return s.show(w, r, answer{page: "token", status: status, subject: r.PathValue("app_id"), here: accountPath(r), data: map[string]any{"Made": made, "Link": accountPath(r)}})
}
