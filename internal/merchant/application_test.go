package merchant

import (
	"encoding/xml"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/weixin"
)

// goodApplication is one that needs papers and passes.
func goodApplication() application {
	found := picture{mediaID: "id", blob: store.Hash{1}}
	return application{first: 278, second: 280, nickname: "好饺子 No-1", intro: "i", headimg: found, papers: []picture{found}}
}

// TestApply holds the rule's answers, first reason first.
func TestApply(t *testing.T) {
	t.Parallel()
	tree, err := Categories()
	if err != nil {
		t.Fatal(err)
	}
	taken := []store.ReviewRule{{Like: "饺", Code: 85029}, {Like: "饺", Code: 85031}}
	lost := picture{mediaID: "id", none: "it expired"}
	for name, c := range map[string]struct {
		change func(*standing, *application)
		want   weixin.Code
	}{
		"good":                  {func(*standing, *application) {}, weixin.OK},
		"again after a failure": {func(s *standing, _ *application) { s.merchant.State = store.MerchantFailed }, weixin.OK},
		"barred": {func(s *standing, _ *application) {
			s.policy.CategoryBarred, s.merchant.State = true, store.MerchantReviewing
		}, weixin.NoPermission},
		"reviewing":   {func(s *standing, a *application) { s.merchant.State, a.second = store.MerchantReviewing, 1 }, weixin.Verifying},
		"approved":    {func(s *standing, a *application) { s.merchant.State, a.second = store.MerchantApproved, 1 }, weixin.Verifying},
		"no category": {func(_ *standing, a *application) { a.second, a.nickname = 1, "" }, weixin.NoPermission},
		"of another":  {func(_ *standing, a *application) { a.first = 269 }, weixin.NoPermission},
		"level 1":     {func(_ *standing, a *application) { a.first, a.second = 0, 278 }, weixin.NoPermission},
		"name before words": {func(s *standing, a *application) {
			a.nickname, s.policy.ForbiddenWords = "x", []string{"i"}
		}, weixin.InvalidNickname},
		"words before picture": {func(s *standing, a *application) {
			s.policy.ForbiddenWords, a.headimg = []string{"I"}, lost
		}, weixin.IllegalIntro},
		"no picture":      {func(_ *standing, a *application) { a.headimg = picture{} }, weixin.UnusableMedia},
		"picture lost":    {func(_ *standing, a *application) { a.headimg = lost }, weixin.UnusableMedia},
		"paper lost":      {func(_ *standing, a *application) { a.papers = []picture{a.headimg, lost} }, weixin.UnusableMedia},
		"code lost":       {func(_ *standing, a *application) { a.orgCode = lost }, weixin.UnusableMedia},
		"other lost":      {func(_ *standing, a *application) { a.others = []picture{lost} }, weixin.UnusableMedia},
		"six papers":      {func(_ *standing, a *application) { a.papers = make([]picture, 6) }, weixin.UnusableMedia},
		"no papers":       {func(_ *standing, a *application) { a.papers = nil }, weixin.NeedMaterial},
		"none are needed": {func(_ *standing, a *application) { a.first, a.second, a.papers = 317, 319, nil }, weixin.OK},
		"a rule":          {func(s *standing, _ *application) { s.rules = taken }, weixin.NicknameUsed},
		"not this name":   {func(s *standing, a *application) { s.rules, a.nickname = taken, "好面条" }, weixin.OK},
		"of a review":     {func(s *standing, _ *application) { s.rules = []store.ReviewRule{{Reason: "later"}} }, weixin.OK},
		"more is needed":  {func(s *standing, _ *application) { s.rules = []store.ReviewRule{{Code: 85024}} }, weixin.NeedMaterial},
		"and came": {func(s *standing, a *application) {
			s.rules, a.orgCode, a.others = []store.ReviewRule{{Code: 85024}}, a.headimg, a.papers
		}, weixin.OK},
	} {
		s, a := standing{merchant: store.Merchant{AppID: "wx"}}, goodApplication()
		c.change(&s, &a)
		if got := codeOf(apply(s, tree, a)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func codeOf(err error) weixin.Code {
	var refusal *edge.Refusal
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	if err != nil {
		return weixin.SystemError
	}
	return weixin.OK
}

// TestNickname holds which names there may be.
func TestNickname(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]weixin.Code{
		"": weixin.InvalidNickname, "abc": weixin.InvalidNickname, "abcd": weixin.OK, "饺子": weixin.OK, "饺": weixin.InvalidNickname, "饺ab": weixin.OK,
		strings.Repeat("饺", 15): weixin.OK, strings.Repeat("饺", 16): weixin.InvalidNickname, strings.Repeat("a", 30): weixin.OK, strings.Repeat("a", 31): weixin.InvalidNickname,
		"a b-c_d·e 7": weixin.OK, "abcd!": weixin.InvalidNickname, "好🥟饺子": weixin.InvalidNickname, "a<b>c": weixin.InvalidNickname, "tab\tab": weixin.InvalidNickname,
		"微信饺子": weixin.IllegalNickname, "WeChat food": weixin.IllegalNickname, "腾 讯": weixin.OK,
	} {
		if got := codeOf(checkNickname(name)); got != want {
			t.Errorf("%q: %d, want %d", name, got, want)
		}
	}
}

// TestCategories holds that the tree has all ids that are known, and what no tree may
// have.
func TestCategories(t *testing.T) {
	t.Parallel()
	tree, err := Categories()
	if err != nil {
		t.Fatal(err)
	}
	for second, first := range map[int64]int64{279: 278, 280: 278, 319: 317, 477: 476} {
		if _, known := tree.second(first, second); !known {
			t.Errorf("no %d under %d", second, first)
		}
	}
	if root := tree.answer.Data.AllCategoryInfo.Categories[0]; tree.byID[269] == nil || root.Name != "root" || root.Father != nil {
		t.Errorf("the root is %+v", root)
	}
	reached := map[int]bool{0: true}
	for _, c := range tree.answer.Data.AllCategoryInfo.Categories {
		for _, child := range c.Children {
			reached[child] = true
		}
		if c.Level == 2 && (c.SensitiveType == nil || (*c.SensitiveType == 1) != (len(c.Qualify.ExterList) > 0)) {
			t.Errorf("the papers of %d", c.ID)
		}
	}
	if len(reached) != len(tree.byID) {
		t.Errorf("%d of %d categories are in the tree", len(reached), len(tree.byID))
	}
	for name, text := range map[string]string{
		"no JSON": `[`, "empty": `{}`, "no root": `{"data":{"all_category_info":{"categories":[{"id":1,"level":1}]}}}`,
		"twice":    `{"data":{"all_category_info":{"categories":[{"id":0},{"id":0}]}}}`,
		"no child": `{"data":{"all_category_info":{"categories":[{"id":0,"children":[1]}]}}}`,
		"of none":  `{"data":{"all_category_info":{"categories":[{"id":0,"children":[1]},{"id":1,"level":1}]}}}`,
	} {
		if _, err := ParseCategories([]byte(text)); err == nil {
			t.Errorf("%s is a tree", name)
		}
	}
}

// told keeps the events that a module queues.
type told struct{ events []weixin.AccountEvent }

func (n *told) Notify(_ store.Tx, _ string, event weixin.AccountEvent) error {
	n.events = append(n.events, event)
	return nil
}

func openStore(t *testing.T) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestOutcome holds what each outcome makes of the merchant and says to the account.
func TestOutcome(t *testing.T) {
	t.Parallel()
	s, later := openStore(t), at.Add(time.Hour)
	for _, c := range []struct {
		state  store.ReviewState
		before store.MerchantState
		after  store.MerchantState
		status int
	}{
		{store.ReviewReviewing, store.MerchantReviewing, store.MerchantReviewing, 2},
		{store.ReviewFailed, store.MerchantReviewing, store.MerchantFailed, 3},
		{store.ReviewRefused, store.MerchantReviewing, store.MerchantFailed, 3},
		{store.ReviewPassed, store.MerchantReviewing, store.MerchantApproved, 1},
	} {
		appID := "wx" + string(c.state)
		events := new(told)
		m := &Module{Store: s, Notifier: events}
		r := store.Review{AppID: appID, AuditID: 414569513, Kind: store.ReviewApplication, State: c.state, Reason: "why"}
		err := s.Write(t.Context(), append(m.Keys(r), store.AccountKey(appID)), func(tx store.Tx) error {
			tx.PutAccount(store.Account{AppID: appID, Kind: "service"})
			tx.PutBlob(store.RecordedBlob{Hash: store.Hash{1}})
			tx.PutMerchant(store.Merchant{AppID: appID, State: c.before, Nickname: "new", UpdatedAt: at})
			tx.PutApplication(goodApplication().record(appID, r.AuditID))
			return m.Outcome(tx, r, later)
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Merchant(t.Context(), appID)
		if err != nil || got.State != c.after {
			t.Errorf("%s: %+v, %v, want %s", c.state, got, err, c.after)
		}
		if approved := c.after == store.MerchantApproved; (got.Intro == "i" && got.Headimg == store.Hash{1} && got.Version == 1) != approved {
			t.Errorf("%s: %+v", c.state, got)
		}
		want := weixin.EventApplyMerchant.ForAccount(later, weixin.ApplyMerchantBody{AuditID: r.AuditID, Status: c.status, Reason: "why"})
		if len(events.events) != 1 || events.events[0] != want {
			t.Errorf("%s: told %+v, want %+v", c.state, events.events, want)
		}
	}
}

// TestEventsAreAsDeclared holds that the rule's event is that of the golden.
func TestEventsAreAsDeclared(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile("../../weixin/testdata/events/apply_merchant_audit_info.xml")
	if err != nil {
		t.Fatal(err)
	}
	events := new(told)
	r := store.Review{AppID: "wx", AuditID: 414569513, State: store.ReviewReviewing, Reason: "提交的资料不符合要求"}
	if err := (&Module{Notifier: events}).Outcome(nil, r, time.Unix(1488856591, 0)); err != nil {
		t.Fatal(err)
	}
	event := events.events[0]
	event.ToUserName, event.FromUserName = "gh_4346ac1514d8", "od1P50M-fNQI5Gcq-trm4a7apsU8"
	got, err := xml.Marshal(event)
	want := strings.Replace(strings.TrimSpace(string(golden)), "<status>3<", "<status>2<", 1)
	if err != nil || string(got) != want {
		t.Errorf("%s, %v, want\n%s", got, err, want)
	}
}
