package wxastoretest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// CheckIntro fails the test if the introduction of a store Mini Program is not
// as wanted.
func (s *Server) CheckIntro(t T, appID, want string) {
	t.Helper()
	m, err := s.readMerchant(context.Background(), appID)
	if err != nil {
		t.Errorf("intro of %q: %v", appID, err)
	} else if m.Intro != want {
		t.Errorf("intro of %s is %q, want %q\n%s", appID, m.Intro, want, s.lastCall(weixin.ModifyMerchant.Name))
	}
}

// CheckHeadimg fails the test if the head image of a store Mini Program does
// not have the wanted bytes; nil wants none.
func (s *Server) CheckHeadimg(t T, appID string, want []byte) {
	t.Helper()
	m, err := s.readMerchant(context.Background(), appID)
	if err != nil {
		t.Errorf("head image of %q: %v", appID, err)
	} else if !bytes.Equal(m.Headimg, want) {
		t.Errorf("head image of %s is %s, want %s\n%s", appID, picture(m.Headimg), picture(want), s.lastCall(weixin.ModifyMerchant.Name))
	}
}

// picture says what bytes are without printing them.
func picture(content []byte) string {
	if len(content) == 0 {
		return "none"
	}
	return fmt.Sprintf("%d bytes of %s with the SHA-256 %.4x…", len(content), http.DetectContentType(content), sha256.Sum256(content))
}

// CheckCalls fails the test if an interface was not called as often as wanted,
// refused calls included.
func (s *Server) CheckCalls(t T, name string, want int) {
	t.Helper()
	calls := s.CallsOf(name)
	if len(calls) == want {
		return
	}
	if others := s.Calls(); len(calls) == 0 && len(others) > 0 {
		t.Errorf("%s was called 0 times, want %d; others were called:\n%s", name, want, list(others))
		return
	}
	t.Errorf("%s was called %d times, want %d\n%s", name, len(calls), want, list(calls))
}

// CheckCode fails the test if the last call of an interface was not answered
// the wanted code.
func (s *Server) CheckCode(t T, name string, want weixin.Code) {
	t.Helper()
	calls := s.CallsOf(name)
	if len(calls) == 0 {
		t.Errorf("%s was never called, want a call answered %d (%s)", name, want, want.Text())
		return
	}
	if got := calls[len(calls)-1]; got.Code != want {
		t.Errorf("%s was answered %d (%s), want %d (%s)\n%s", name, got.Code, got.Code.Text(), want, want.Text(), list(calls))
	}
}

// lastCall is a hint at why something is not as wanted.
func (s *Server) lastCall(name string) string {
	calls := s.CallsOf(name)
	if len(calls) == 0 {
		return "\t" + name + " was never called"
	}
	return "\tlast call: " + calls[len(calls)-1].String()
}

// list is the last few calls, a line each.
func list(calls []Call) string {
	const most = 10
	var text strings.Builder
	if n := len(calls) - most; n > 0 {
		fmt.Fprintf(&text, "\t… %d before\n", n)
		calls = calls[n:]
	}
	for _, c := range calls {
		fmt.Fprintf(&text, "\t%s\n", c)
	}
	return strings.TrimSuffix(text.String(), "\n")
}
