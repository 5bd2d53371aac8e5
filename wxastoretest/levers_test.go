package wxastoretest_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

func codeOf(err error) weixin.Code {
	if refused, ok := errors.AsType[*weixin.Error](err); ok {
		return refused.Code
	}
	return weixin.OK
}

// TestFaults holds what each disturbance does to a call, and to which.
func TestFaults(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t)
	c, name := srv.API(), weixin.ModifyMerchant.Name
	call := func(intro string) error {
		return c.ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{Intro: intro})
	}
	for what, do := range map[string]wxastoretest.Disturbance{
		"status": wxastoretest.AnswerStatus(http.StatusBadGateway), "nothing": wxastoretest.AnswerNothing(),
		"garbage": wxastoretest.AnswerGarbage(), "cut": wxastoretest.CutConnection(),
	} {
		id := srv.Inject(wxastoretest.Fault{Interface: name, Do: do})
		if err := call(what); err == nil || codeOf(err) != weixin.OK {
			t.Errorf("%s: %v, want an error that is not an errcode", what, err)
		}
		if calls := srv.CallsOf(name); calls[len(calls)-1].Fault != id {
			t.Errorf("%s: the call says fault %q, want %q", what, calls[len(calls)-1].Fault, id)
		}
		srv.ClearFaults()
	}
	srv.Inject(wxastoretest.Fault{AppID: "wxother", Do: wxastoretest.AnswerCode(weixin.SystemError)})
	srv.Inject(wxastoretest.Fault{Do: wxastoretest.Delay(30 * time.Millisecond)})
	start := time.Now()
	if err := call("late"); err != nil || time.Since(start) < 30*time.Millisecond {
		t.Errorf("delayed: %v after %s", err, time.Since(start))
	}
}

// TestRandomSeed plays the same calls twice.
func TestRandomSeed(t *testing.T) {
	t.Parallel()
	play := func(seed uint64) (seen []string) {
		srv := wxastoretest.Run(t, wxastoretest.WithRandomSeed(seed), wxastoretest.WithClock(time.Unix(1_780_000_000, 0)))
		srv.Inject(wxastoretest.Fault{Interface: weixin.ModifyMerchant.Name, Probability: 0.5, Do: wxastoretest.AnswerCode(weixin.SystemError)})
		c, err := client.New(client.WithBaseURL(srv.URL), client.WithHTTPClient(srv.Client()), client.WithClassicCredentials(srv.AppID, srv.Secret))
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			_ = c.ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{Intro: "x"})
		}
		seen = append(seen, srv.Token(), string(srv.AddImage(srv.AppID, photo(1))))
		for _, call := range srv.Calls() {
			seen = append(seen, string(call.RID)+" "+call.Fault)
		}
		return seen
	}
	once, again, other := play(1), play(1), play(2)
	if !slices.Equal(once, again) {
		t.Errorf("the same seed: %q and %q", once, again)
	}
	for i := range once[:2] {
		if once[i] == other[i] {
			t.Errorf("another seed made the same %q", once[i])
		}
	}
	if hit := func(s string) bool { return strings.Contains(s, "fault-") }; !slices.ContainsFunc(once, hit) || len(once) != 2+1+20 {
		t.Errorf("a fault with probability 0.5 hit none of %q", once)
	}
}

// TestSeeds declares accounts and faults in YAML and in Go.
func TestSeeds(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t,
		wxastoretest.WithSeed("accounts: [{appid: wxyaml, secret: s, merchant: {intro: from yaml}}]\nfaults: [{id: f, appid: wxyaml, kind: code, code: 45009}]"),
		wxastoretest.WithAccounts(wxastoretest.Account{
			AppID: "wxgo", Secret: "s", Kind: weixin.OfficialAccount, ForbiddenWords: []string{"bad"},
			Quotas:   map[string]wxastoretest.Quota{weixin.ModifyMerchant.Name: {Daily: 2}},
			Merchant: &wxastoretest.Merchant{Intro: "from go", Headimg: photo(3)},
		}))
	srv.CheckIntro(t, "wxyaml", "from yaml")
	srv.CheckIntro(t, "wxgo", "from go")
	srv.CheckHeadimg(t, "wxgo", photo(3))
	if srv.HasAccount("wxnone") || !srv.HasAccount("wxgo") {
		t.Error("HasAccount is wrong")
	}
	c := srv.APIFor("wxgo", "s")
	for _, want := range []struct {
		intro string
		code  weixin.Code
	}{{"bad", weixin.IllegalIntro}, {"good", weixin.OK}, {"more", weixin.DailyQuota}} {
		if got := codeOf(c.ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{Intro: want.intro})); got != want.code {
			t.Errorf("intro %q: %d, want %d", want.intro, got, want.code)
		}
		srv.CheckCode(t, weixin.ModifyMerchant.Name, want.code)
	}
	srv.SetMerchant("wxgo", wxastoretest.Merchant{Intro: "set", Headimg: photo(4)})
	srv.CheckHeadimg(t, "wxgo", photo(4))
	if m := srv.Merchant("wxgo"); m.Version != 2 || m.Intro != "set" || m.Reviewing {
		t.Errorf("the merchant that was set is %+v", m)
	}
}

// TestComplaints holds what levers and checks say when they fail.
func TestComplaints(t *testing.T) {
	t.Parallel()
	in := new(inTest)
	srv := wxastoretest.Run(in, wxastoretest.WithClock(time.Unix(1_780_000_000, 0)))
	name := weixin.ModifyMerchant.Name
	ended, end := context.WithCancel(t.Context())
	end()
	for _, c := range []struct {
		want string
		do   func()
	}{
		{"must be more than 0", func() { srv.Advance(-time.Second) }},
		{"from 2000 to 2100", func() { srv.SetTime(time.Time{}) }},
		{"set Do", func() { srv.Inject(wxastoretest.Fault{}) }},
		{"Times is -1", func() { srv.Inject(wxastoretest.Fault{Times: -1, Do: wxastoretest.CutConnection()}) }},
		{"no interface \"x\"", func() { srv.Inject(wxastoretest.Fault{Interface: "x", Do: wxastoretest.CutConnection()}) }},
		{"no interface \"x\"", func() { srv.CheckCalls(in, "x", 0) }},
		{"secret is missing", func() { srv.AddAccount(wxastoretest.Account{AppID: "wx2"}) }},
		{"40125", func() { srv.TokenFor(srv.AppID, "wrong") }},
		{"40005", func() { srv.AddImage(srv.AppID, []byte("no image")) }},
		{"not found", func() { srv.AddImage("wxnone", photo(0)) }},
		{"no store Mini Program", func() { srv.Merchant("wxnone") }},
		{"no store Mini Program", func() { srv.History("wxnone") }},
		{"not found", func() { srv.Account("wxnone") }},
		{"not found", func() { srv.Medium(srv.AppID, "none") }},
		{"not found", func() { srv.Authorizations("wxnone") }},
		{"not found", func() { srv.PushTicket("wxnone") }},
		{"not found", func() { srv.Authorize("wxnone", srv.AppID, 13) }},
		{"not found", func() { srv.Revoke("wxnone", srv.AppID) }},
		{"not found", func() { srv.ChangePassword("wxnone", srv.AppID) }},
		{"secret is missing", func() { srv.AddComponent(wxastoretest.Component{AppID: "wxnone"}) }},
		{"not found", func() { srv.SetMerchant("wxnone", wxastoretest.Merchant{}) }},
		{"not found", func() { srv.SetApplication("wxnone", wxastoretest.Application{}) }},
		{"unknown state", func() { srv.SetApplication(srv.AppID, wxastoretest.Application{State: "lost"}) }},
		{"not found", func() { srv.AddStore("wxnone", wxastoretest.Store{}) }},
		{"not a number of 9 digits", func() { srv.AddStore(srv.AppID, wxastoretest.Store{PoiID: "1"}) }},
		{"not found", func() { srv.AddCard("wxnone", wxastoretest.Card{ID: "p"}) }},
		{"not found", func() { srv.PassReview(srv.AppID, 1) }},
		{"context canceled", func() { srv.WaitForEvent(ended, srv.AppID, "debug_demo") }},
		{"context canceled", func() { srv.WaitForCalls(ended, name, 1) }},
		{"was called 0 times, want 1", func() { srv.WaitForCalls(ended, name, 1) }},
		{"waited for intro x", func() { srv.WaitForIntro(ended, srv.AppID, "x") }},
		{"waited for head image 70 bytes", func() { srv.WaitForHeadimg(ended, srv.AppID, make([]byte, 70)) }},
		{"no store Mini Program", func() { srv.WaitForIntro(t.Context(), "wxnone", "x") }},
		{"never called", func() { srv.CheckIntro(in, srv.AppID, "x") }},
		{"want 70 bytes", func() { srv.CheckHeadimg(in, srv.AppID, make([]byte, 70)) }},
		{"never called", func() { srv.CheckCode(in, name, weixin.OK) }},
		{"called 0 times, want 1", func() { srv.CheckCalls(in, name, 1) }},
	} {
		in.said = nil
		c.do()
		if !strings.Contains(strings.Join(in.said, "\n"), c.want) {
			t.Errorf("%q does not say %q", in.said, c.want)
		}
	}
	in.said = nil
	_ = srv.API().ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{HeadimgMediaID: "gone"})
	srv.CheckCode(in, name, weixin.OK)
	if got := strings.Join(in.said, "\n"); !strings.Contains(got, "85056") || !strings.Contains(got, `"gone"`) {
		t.Errorf("a wrong code: %s", got)
	}
	in.said = nil
	for _, f := range in.cleanups {
		f()
	}
	if len(in.said) > 0 {
		t.Errorf("the end: %q", in.said)
	}
}

// TestStart holds what Start refuses and what Close returns.
func TestStart(t *testing.T) {
	t.Parallel()
	for want, opt := range map[string]wxastoretest.Option{
		"from 2000 to 2100": wxastoretest.WithClock(time.Time{}),
		"colour":            wxastoretest.WithSeed("accounts: [{appid: wx, secret: s, colour: red}]"),
		"secret is missing": wxastoretest.WithAccounts(wxastoretest.Account{AppID: "wx"}),
	} {
		if _, err := wxastoretest.Start(opt); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	srv, err := wxastoretest.Start()
	if err != nil {
		t.Fatal(err)
	}
	srv.Advance(0)
	if err := srv.Close(); err == nil || !strings.Contains(err.Error(), "more than 0") {
		t.Errorf("Close says nothing of the lever that failed: %v", err)
	}
	if err := srv.Close(); err != nil {
		t.Errorf("the second Close: %v", err)
	}
}
