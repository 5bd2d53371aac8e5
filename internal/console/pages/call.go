package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// How many calls are shown before and after one, of its list and of its account.
const (
	stripCalls  = 12
	aroundCalls = 4
)

// call shows a call.
func (s *site) call(w http.ResponseWriter, r *http.Request) error {
	return s.showCall(w, r, http.StatusOK, "")
}

func (s *site) showCall(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	c, err := do(s, r, api.ShowCall, api.CallID{RID: r.PathValue("rid")})
	if err != nil {
		return err
	}
	f, err := readCallFilter(r.URL.Query())
	if err != nil {
		return err
	}
	_, known := weixin.Find(c.Interface)
	programs, err := snippets(s.APIURL, c, s.words(r))
	if err != nil {
		return err
	}
	in := f.selection
	pushed := journalEvent(c)
	if pushed {
		in = api.CallSelection{Direction: api.DirectionOut}
	}
	strip, newer, older, err := s.around(r, in, c, stripCalls)
	if err != nil {
		return err
	}
	var same []api.Call
	if id := accountOf(c); id != "" {
		if same, _, _, err = s.around(r, api.CallSelection{App: id}, c, aroundCalls); err != nil {
			return err
		}
	}
	link := func(rid string) string {
		if rid == "" {
			return ""
		}
		return f.At(rid)
	}
	return s.show(w, r, answer{page: "call", status: status, problem: problem, subject: c.RID, data: map[string]any{
		"Call": c, "Request": pretty(c.Request, ""), "Response": pretty(c.Response, ""), "RequestSize": sizeOf(c.Request), "ResponseSize": sizeOf(c.Response),
		"Snippets": programs, "Again": repeatable(c), "Known": known, "Pushed": pushed, "Account": accountOf(c),
		"Filter": f, "Strip": strip, "Newer": link(newer), "Older": link(older), "Same": same,
	}})
}

// journalEvent reports whether a call is an attempt to push an event.
func journalEvent(c api.Call) bool { return len(c.Interface) > 5 && c.Interface[:5] == "push " }

// accountOf is the account of a call, or the one that it claims to be.
func accountOf(c api.Call) string {
	if c.AppID == "" {
		return c.Claimed
	}
	return c.AppID
}

// around are the calls of a selection next to one, with it, the newest first; newer and
// older are the rids of the nearest.
func (s *site) around(r *http.Request, in api.CallSelection, c api.Call, n int) (list []api.Call, newer, older string, err error) {
	after, err := do(s, r, api.ListCalls, api.CallFilter{CallSelection: in, After: c.RID, Limit: n})
	if err != nil {
		return nil, "", "", err
	}
	before, err := do(s, r, api.ListCalls, api.CallFilter{CallSelection: in, Before: c.RID, Limit: n})
	if err != nil {
		return nil, "", "", err
	}
	if len(after.Calls) > 0 {
		newer = after.Calls[len(after.Calls)-1].RID
	}
	if len(before.Calls) > 0 {
		older = before.Calls[0].RID
	}
	return slices.Concat(after.Calls, []api.Call{c}, before.Calls), newer, older, nil
}

// sizeOf is how many bytes a body had that the journal has the beginning of.
func sizeOf(body string) int {
	if cut := wasCut.FindStringSubmatch(body); cut != nil {
		if n, err := strconv.Atoi(cut[1]); err == nil {
			return n
		}
	}
	return len(body)
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
	return s.formDone(w, r, err, "/calls/"+url.PathEscape(sent.RID), "sent", func(status int, problem string) error { return s.showCall(w, r, status, problem) })
}

// firstValues are the first values of a query.
func firstValues(query url.Values) map[string]string {
	values := make(map[string]string)
	for name := range query {
		values[name] = query.Get(name)
	}
	return values
}
