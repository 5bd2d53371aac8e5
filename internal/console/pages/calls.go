package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// pageCalls is how many calls a page shows.
const pageCalls = 50

// calls lists calls, the newest first.
func (s *site) calls(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f, err := callFilter(query)
	if err != nil {
		return err
	}
	list, err := do(s, r, api.ListCalls, f)
	if err != nil {
		return err
	}
	next := ""
	if list.Next != "" {
		older := url.Values{"before": {list.Next}}
		for _, name := range []string{"app", "interface", "code", "from", "to", "text"} {
			if query.Get(name) != "" {
				older.Set(name, query.Get(name))
			}
		}
		next = "/calls?" + older.Encode()
	}
	return s.show(w, r, answer{page: "calls", data: map[string]any{
		"Calls": list.Calls, "Next": next, "Filter": map[string]string{
			"App": f.App, "Interface": f.Interface, "Code": query.Get("code"), "From": query.Get("from"), "To": query.Get("to"), "Text": f.Text,
		},
		"Live": f.Before == "", "Filtered": f != (api.CallFilter{Before: f.Before, Limit: f.Limit}), "Interfaces": weixin.Declarations(),
	}})
}

func callFilter(query url.Values) (api.CallFilter, error) {
	f := api.CallFilter{
		App: strings.TrimSpace(query.Get("app")), Interface: query.Get("interface"),
		Text: query.Get("text"), Before: query.Get("before"), Limit: pageCalls,
	}
	if text := strings.TrimSpace(query.Get("code")); text != "" {
		code, err := strconv.Atoi(text)
		if err != nil {
			return f, invalidf("code %q is not a number", text)
		}
		f.Code = &code
	}
	for name, to := range map[string]*time.Time{"from": &f.From, "to": &f.To} {
		t, err := inputTime(query.Get(name))
		if err != nil {
			return f, err
		}
		*to = t
	}
	return f, nil
}

// inputTime reads what an input of type datetime-local sends.
func inputTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, invalidf("%q is not a time", text)
}

// call shows a call.
func (s *site) call(w http.ResponseWriter, r *http.Request) error {
	return s.showCall(w, r, http.StatusOK, "")
}

func (s *site) showCall(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	c, err := do(s, r, api.ShowCall, api.CallID{RID: r.PathValue("rid")})
	if err != nil {
		return err
	}
	_, known := weixin.Find(c.Interface)
	programs, err := snippets(s.APIURL, c, s.words(r))
	if err != nil {
		return err
	}
	return s.show(w, r, answer{page: "call", status: status, problem: problem, subject: c.RID, data: map[string]any{
		"Call": c, "Request": pretty(c.Request, ""), "Response": pretty(c.Response, ""),
		"Snippets": programs, "Again": repeatable(c), "Known": known,
	}})
}

// repeatable reports whether the journal has all of a call that is needed to
// make it again: it has neither secrets nor files nor the end of long bodies.
func repeatable(c api.Call) bool {
	d, ok := weixin.Find(c.Interface)
	return ok && c.AppID != "" && c.Method == d.Method() && d.Credential == weixin.AccessToken &&
		d.Body != weixin.MultipartBody && !wasCut.MatchString(c.Request)
}

// wasCut finds what the journal puts in the place of the end of a long body.
var wasCut = regexp.MustCompile(`… \((?:over )?(\d+) bytes\)$`)

// again makes a call again and shows it.
func (s *site) again(w http.ResponseWriter, r *http.Request) error {
	c, err := do(s, r, api.ShowCall, api.CallID{RID: r.PathValue("rid")})
	if err != nil {
		return err
	}
	if !repeatable(c) {
		return problem{http.StatusConflict, "problem.again"}
	}
	query, err := url.ParseQuery(c.Query)
	if err != nil {
		return invalidf("the query cannot be read: %v", err)
	}
	query.Del("access_token")
	sent, err := do(s, r, api.Send, api.Sending{Body: api.Request{Interface: c.Interface, AppID: c.AppID, Query: firstValues(query), Body: c.Request}})
	if err != nil {
		if status, sentence, ok := s.isUserError(r, err); ok {
			return s.showCall(w, r, status, sentence)
		}
		return err
	}
	return redirectDone(w, r, "/calls/"+url.PathEscape(sent.RID), "sent")
}

// firstValues are the first values of a query.
func firstValues(query url.Values) map[string]string {
	values := make(map[string]string)
	for name := range query {
		values[name] = query.Get(name)
	}
	return values
}
