package wxastoretest_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestAccountReadsWhatWasDeclared declares an account in which no field is zero,
// and all it leaves out is the secret.
func TestAccountReadsWhatWasDeclared(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t, wxastoretest.WithClock(march))
	declared := wxastoretest.Account{
		AppID: "wx1", Secret: "one", Name: "饺子馆", Kind: weixin.OfficialAccount,
		Individual: true, Irregular: true, SecretFrozen: true, CategoryBarred: true, TextCoordinates: true,
		IPList: []string{"192.0.2.0/24"}, MessageURL: "http://192.0.2.1/push",
		Quotas:         map[string]wxastoretest.Quota{weixin.ModifyMerchant.Name: {Daily: 3, PerMinute: 2}},
		ModifyPerMonth: 5, ForbiddenWords: []string{"best"},
		Merchant: &wxastoretest.Merchant{Reviewing: true, Nickname: "n", Intro: "i", Headimg: photo(1)},
	}
	srv.AddAccount(declared)
	want := declared
	want.Secret = ""
	want.Merchant = &wxastoretest.Merchant{Reviewing: true, Nickname: "n", Intro: "i", Headimg: photo(1), UpdatedAt: march}
	if diff := cmp.Diff(want, srv.Account("wx1")); diff != "" {
		t.Errorf("-declared +read:\n%s", diff)
	}
	declared.Name = "again"
	srv.AddAccount(declared)
	srv.Restart()
	all := srv.Accounts()
	if len(all) != 2 || all[0].AppID != srv.AppID || all[1].Name != "again" {
		t.Errorf("the accounts are %+v", all)
	}
}

// TestFirstState holds what every server begins with, and that none sees what
// another made of it.
func TestFirstState(t *testing.T) {
	t.Parallel()
	changed, fresh := wxastoretest.Run(t), wxastoretest.Run(t)
	before := changed.Merchant(changed.AppID)
	if before.Reviewing || before.Version != 0 || before.Intro == "" || before.UpdatedAt.After(changed.Now()) {
		t.Errorf("the first store Mini Program is %+v", before)
	}
	id := changed.AddImage(changed.AppID, before.Headimg) // which says that it is a picture
	if m := changed.Medium(changed.AppID, id); m.ContentType != "image/png" || m.ExpiresAt.Sub(m.CreatedAt) != 72*time.Hour {
		t.Errorf("the first head image is %s and lives from %s to %s", m.ContentType, m.CreatedAt, m.ExpiresAt)
	}
	changed.SetMerchant(changed.AppID, wxastoretest.Merchant{Intro: "changed", Headimg: photo(2)})
	if diff := cmp.Diff(before, fresh.Merchant(fresh.AppID)); diff != "" {
		t.Errorf("-one server +another:\n%s", diff)
	}
	late := wxastoretest.Run(t)
	late.CheckHeadimg(t, late.AppID, before.Headimg)
	late.Advance(30 * 24 * time.Hour) // and what is swept then is not it
	late.CheckHeadimg(t, late.AppID, before.Headimg)
}

func TestHistory(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t, wxastoretest.WithClock(march))
	first := srv.Merchant(srv.AppID)
	id := srv.AddImage(srv.AppID, photo(3))
	request := weixin.ModifyMerchantRequest{HeadimgMediaID: id, Intro: "called"}
	for range 2 { // the second changes nothing
		if err := srv.API().ModifyMerchant(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
	srv.SetMerchant(srv.AppID, wxastoretest.Merchant{Intro: "set"})
	want := []wxastoretest.Change{
		{
			Version: 1, BeforeIntro: first.Intro, AfterIntro: "called", BeforeHeadimg: first.Headimg, AfterHeadimg: photo(3),
			Caller: srv.AppID, RID: srv.CallsOf(weixin.ModifyMerchant.Name)[0].RID, At: march,
		},
		{Version: 2, BeforeIntro: "called", AfterIntro: "set", BeforeHeadimg: photo(3), At: march},
	}
	if diff := cmp.Diff(want, srv.History(srv.AppID)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if bytes.Equal(first.Headimg, photo(3)) {
		t.Error("a test could not tell the first head image from its own")
	}
}

// TestCallsAfterTheEnd asks for calls of a server that has none any more.
func TestCallsAfterTheEnd(t *testing.T) {
	t.Parallel()
	for _, used := range []bool{false, true} {
		in := new(inTest)
		srv := wxastoretest.Run(in)
		if err := srv.API().ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{Intro: "x"}); err != nil {
			t.Fatal(err)
		}
		if used {
			srv.CheckCalls(in, weixin.ModifyMerchant.Name, 1)
		}
		if err := srv.Close(); err != nil || len(in.said) > 0 {
			t.Fatalf("%v, %q", err, in.said)
		}
		if srv.Calls(); len(in.said) != 1 {
			t.Errorf("Calls after Close says %q, want that it is closed", in.said)
		}
	}
}
