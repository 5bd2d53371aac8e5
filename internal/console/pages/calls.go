package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/journal"
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
	calls, err := s.Ports.Calls.Calls(r.Context(), f, pageCalls+1) // one more tells whether others follow
	if err != nil {
		return err
	}
	next := ""
	if len(calls) > pageCalls {
		calls = calls[:pageCalls]
		older := url.Values{"before": {calls[pageCalls-1].RID}}
		for _, name := range []string{"app", "interface", "code", "from", "to", "text"} {
			if query.Get(name) != "" {
				older.Set(name, query.Get(name))
			}
		}
		next = "/calls?" + older.Encode()
	}
	return s.show(w, r, answer{page: "calls", data: map[string]any{
		"Calls": calls, "Next": next, "Filter": map[string]string{
			"App": f.AppID, "Interface": f.Title(), "Code": query.Get("code"), "From": query.Get("from"), "To": query.Get("to"), "Text": f.Text,
		},
		"Live": f.Before == "", "Filtered": f != (journal.Filter{Before: f.Before}), "Interfaces": weixin.Declarations(),
	}})
}

func callFilter(query url.Values) (journal.Filter, error) {
	f := journal.Filter{
		AppID: strings.TrimSpace(query.Get("app")), Text: query.Get("text"), Before: query.Get("before"),
	}
	f.Interface, f.Event = journal.ParseTitle(query.Get("interface"))
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
	c, err := s.Ports.Calls.Call(r.Context(), r.PathValue("rid"))
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
func repeatable(c journal.Entry) bool {
	d, ok := weixin.Find(c.Interface)
	return ok && c.AppID != "" && c.Method == d.Method() && d.Credential == weixin.AccessToken &&
		d.Body != weixin.MultipartBody && !wasCut.MatchString(c.Request)
}

// wasCut finds what the journal puts in the place of the end of a long body.
var wasCut = regexp.MustCompile(`… \((?:over )?(\d+) bytes\)$`)

// again makes a call again and shows it.
func (s *site) again(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Ports.Calls.Call(r.Context(), r.PathValue("rid"))
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
	sent, err := s.Ports.Sender.Send(r.Context(), ports.SendRequest{
		Interface: c.Interface, AppID: c.AppID, Query: query, Body: []byte(c.Request),
	})
	if err != nil {
		if status, sentence, ok := s.told400(r, err); ok {
			return s.showCall(w, r, status, sentence)
		}
		return err
	}
	return done(w, r, "/calls/"+url.PathEscape(string(sent.RID)), "sent")
}
