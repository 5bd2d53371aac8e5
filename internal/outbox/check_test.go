package outbox

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/msgcrypt"
)

// TestCheckQuery is the published example of a URL check.
func TestCheckQuery(t *testing.T) {
	t.Parallel()
	got := checkQuery("AAAAA", "1714036504", "1514711492", "4375120948345356249").Encode()
	const want = "echostr=4375120948345356249&nonce=1514711492&signature=f464b24fc39322e44b38aa78f5edd27bd1441696&timestamp=1714036504"
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestCheckURL asks receivers that answer as they should, and others.
func TestCheckURL(t *testing.T) {
	t.Parallel()
	const right = "AAAAA"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		signed := q.Get("signature") == msgcrypt.Sign(right, q.Get("timestamp"), q.Get("nonce"))
		switch r.URL.Path {
		case "/line":
			fmt.Fprintln(w, q.Get("echostr"))
		case "/away":
			http.Redirect(w, r, "/good", http.StatusFound)
		default:
			if r.Method == http.MethodGet && signed && q.Get("own") == "1" {
				fmt.Fprint(w, q.Get("echostr"))
			}
		}
	}))
	t.Cleanup(server.Close)
	closed := httptest.NewServer(nil)
	closed.Close()
	s := open(t)
	s.diary = new(diary)
	o, _ := s.start(t, anywhere())
	for _, c := range []struct{ url, token, want string }{
		{server.URL + "/good?own=1", right, ""},
		{server.URL + "/good?own=1", "BBBBB", "look at its Token"},
		{server.URL + "/line?own=1", right, "look at its Token"},
		{server.URL + "/away?own=1", right, "HTTP 302"},
		{closed.URL, right, "cannot be reached"},
		{"ftp://192.0.2.1", right, "write http://"},
	} {
		err := o.CheckURL(t.Context(), "wx1", c.url, c.token)
		said, forOperator := errors.AsType[store.Mistake](err)
		if c.want == "" && err != nil || c.want != "" && (!forOperator || !strings.Contains(said.Error(), c.want)) {
			t.Errorf("%s with %s: %v, want %q", c.url, c.token, err, c.want)
		}
		kept := s.diary.all[len(s.diary.all)-1]
		reason := ""
		if err != nil {
			reason = shorten(err.Error())
		}
		if kept.Event != "url_check" || kept.AppID != "wx1" || kept.Method != http.MethodGet || kept.Reason != reason || strings.Contains(kept.Query, "signature") {
			t.Errorf("the journal has %+v", kept)
		}
		if c.want == "" && (kept.Kind != journal.Answered || kept.Status != 200 || kept.Query != "own=1&echostr="+kept.Response || kept.Path != server.URL+"/good") {
			t.Errorf("the journal has %+v", kept)
		}
	}
}
