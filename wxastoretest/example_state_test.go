package wxastoretest_test

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

func ExampleServer_AddAccount() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.AddAccount(wxastoretest.Account{
		AppID: "wx1", Secret: "one", ModifyPerMonth: 1, Merchant: &wxastoretest.Merchant{Intro: "before"},
	})
	c := srv.APIFor("wx1", "one")
	modifyIntro(c, "first")
	modifyIntro(c, "second")
	fmt.Println(srv.Merchant("wx1").Intro)
	// Output:
	// <nil>
	// 85049 reach headimg or introduction quota limit
	// first
}

func ExampleServer_AddPlace() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.AddPlace(wxastoretest.Place{ID: "2708071440732747100", Name: "示例茶馆", DistrictID: "440305"})
	found, err := client.Do(context.Background(), srv.API(), weixin.SearchMapPOI, weixin.SearchMapPOIRequest{DistrictID: "440305", Keyword: "示例茶馆"})
	fmt.Println(err, found.Data.Item[0].SosomapPOIUID)
	// Output: <nil> 2708071440732747100
}

func ExampleServer_Account() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	a := srv.Account(srv.AppID)
	fmt.Println(a.AppID, a.Kind, a.Individual, a.Merchant.Intro)
	// Output: wx0123456789abcdef service false 一家示例门店
}

func ExampleServer_Accounts() {
	srv := wxastoretest.Run(t, wxastoretest.WithAccounts(wxastoretest.Account{AppID: "wx1", Secret: "one"}))
	defer srv.Close()
	srv.AddAccount(wxastoretest.Account{AppID: "wx2", Secret: "two", Kind: weixin.MiniProgram})
	for _, a := range srv.Accounts() {
		fmt.Println(a.AppID, a.Kind, a.Merchant != nil)
	}
	// Output:
	// wx0123456789abcdef service true
	// wx1 service false
	// wx2 miniprogram false
}

func ExampleServer_HasAccount() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	fmt.Println(srv.HasAccount(srv.AppID), srv.HasAccount("wx1"))
	// Output: true false
}

// A quota of an account's own takes the place of the page's.
func ExampleQuota() {
	srv := wxastoretest.Run(t, wxastoretest.WithAccounts(wxastoretest.Account{
		AppID: "wx1", Secret: "one", Merchant: &wxastoretest.Merchant{},
		Quotas: map[string]wxastoretest.Quota{weixin.ModifyMerchant.Name: {Daily: 1}},
	}))
	defer srv.Close()
	c := srv.APIFor("wx1", "one")
	modifyIntro(c, "first")
	modifyIntro(c, "second")
	srv.Advance(24 * time.Hour)
	modifyIntro(c, "a day later")
	// Output:
	// <nil>
	// 45009 reach max api daily quota limit
	// <nil>
}

// A seed is the text of a file for wxastore serve --seed.
func ExampleWithSeed() {
	srv := wxastoretest.Run(t, wxastoretest.WithSeed(`
accounts: [{appid: wx1, secret: one, merchant: {intro: from a seed}}]
faults: [{id: quota, appid: wx1, interface: modifywxastore, kind: code, code: 45009, count: 1}]
`))
	defer srv.Close()
	modifyIntro(srv.APIFor("wx1", "one"), "new")
	fmt.Println(srv.Merchant("wx1").Intro)
	// Output:
	// 45009 reach max api daily quota limit
	// from a seed
}

func ExampleServer_Merchant() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	before := srv.Merchant(srv.AppID)
	modifyIntro(srv.API(), "Open until ten")
	after := srv.Merchant(srv.AppID)
	fmt.Println(after.Intro, after.Version-before.Version, bytes.Equal(after.Headimg, before.Headimg))
	// Output:
	// <nil>
	// Open until ten 1 true
}

func ExampleServer_SetMerchant() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.SetMerchant(srv.AppID, wxastoretest.Merchant{Reviewing: true, Intro: "waiting"})
	modifyIntro(srv.API(), "new")
	fmt.Println(srv.Merchant(srv.AppID).Intro)
	// Output:
	// 85050 verifying, don't apply again
	// waiting
}

func ExampleServer_History() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	modifyIntro(srv.API(), "Open until ten")
	modifyIntro(srv.API(), "Open until eleven")
	calls := srv.CallsOf(weixin.ModifyMerchant.Name)
	for i, c := range srv.History(srv.AppID) {
		fmt.Println(c.Version, c.BeforeIntro, "->", c.AfterIntro, c.RID == calls[i].RID)
	}
	// Output:
	// <nil>
	// <nil>
	// 1 一家示例门店 -> Open until ten true
	// 2 Open until ten -> Open until eleven true
}

func ExampleServer_AddImage() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	id := srv.AddImage(srv.AppID, photo(7))
	err := srv.API().ModifyMerchant(context.Background(), weixin.ModifyMerchantRequest{HeadimgMediaID: id})
	srv.CheckHeadimg(t, srv.AppID, photo(7))
	fmt.Println(len(id), err)
	// Output: 64 <nil>
}

func ExampleServer_Medium() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	up, err := srv.API().UploadTempMedia(context.Background(), "image", "shop.png", bytes.NewReader(photo(7)))
	if err != nil {
		fmt.Println(err)
		return
	}
	m := srv.Medium(srv.AppID, up.MediaID)
	fmt.Println(m.Type, m.ContentType, bytes.Equal(m.Content, photo(7)), m.ExpiresAt.Sub(m.CreatedAt))
	// Output: image image/png true 72h0m0s
}
