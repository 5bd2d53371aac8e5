package wxastoretest_test

import (
	"context"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

func ExampleServer_SetApplication() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.SetApplication(srv.AppID, wxastoretest.Application{State: wxastoretest.ReviewFailed, Nickname: "示例门店", Reason: "名称不规范"})
	c := srv.API()
	audit, err := c.Stores().AuditInfo(context.Background())
	fmt.Println(audit.Status == weixin.AuditFailed, audit.Reason, err)
	modifyIntro(c, "new")
	// Output:
	// true 名称不规范 <nil>
	// 85053 please apply merchant first
}

func ExampleServer_AddStore() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	poiID := srv.AddStore(srv.AppID, wxastoretest.Store{Name: "示例茶馆", Hour: "09:00-22:00"})
	store, err := srv.API().Stores().Info(context.Background(), weixin.ID(poiID))
	fmt.Println(store.BusinessName, store.OpenTime, store.Status == weixin.AuditPassed, err)
	// Output: 示例茶馆 09:00-22:00 true <nil>
}

func ExampleServer_AddCard() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.AddCard(srv.AppID, wxastoretest.Card{ID: "pabc"})
	poiID, stores := weixin.ID(srv.AddStore(srv.AppID, wxastoretest.Store{Name: "示例茶馆"})), srv.API().Stores()
	fmt.Println(stores.SetCard(context.Background(), poiID, "pabc"))
	fmt.Println(stores.Card(context.Background(), poiID))
	// Output:
	// <nil>
	// pabc <nil>
}

// addStore adds a store at a new place, as a caller does.
func addStore(srv *wxastoretest.Server, c *client.Client) (auditID int64) {
	srv.AddPlace(wxastoretest.Place{ID: "2708071440732747100", Name: "示例茶馆", DistrictID: "440305"})
	auditID, err := c.Stores().Add(context.Background(), weixin.AddStoreRequest{
		MapPoiID: "2708071440732747100", PicList: weixin.Pictures("http://mmbiz.qpic.cn/mmbiz_png/k/0?wx_fmt=png"), ContractPhone: "010-6666666", Licence: "22883878-0",
	})
	if err != nil {
		fmt.Println(err)
	}
	return auditID
}

// With WithManualReviews the test decides, and when.
func ExampleServer_PassReview() {
	srv := wxastoretest.Run(t, wxastoretest.WithManualReviews())
	defer srv.Close()
	auditID := addStore(srv, srv.API())
	fmt.Println(srv.Reviews(srv.AppID)[0].State)
	srv.PassReview(srv.AppID, auditID)
	fmt.Println(srv.Reviews(srv.AppID)[0].State)
	// Output:
	// reviewing
	// passed
}

func ExampleServer_FailReview() {
	srv := wxastoretest.Run(t, wxastoretest.WithManualReviews())
	defer srv.Close()
	auditID, stores := addStore(srv, srv.API()), srv.API().Stores()
	srv.FailReview(srv.AppID, auditID, "图片不清楚")
	r := srv.Reviews(srv.AppID)[0]
	store, err := stores.Info(context.Background(), weixin.ID(r.Subject))
	fmt.Println(r.Kind, r.Name, r.Reason, store.Status == weixin.AuditFailed, err)
	// Output: store 示例茶馆 图片不清楚 true <nil>
}

// apply applies for a store Mini Program for an account that has none.
func apply(srv *wxastoretest.Server) client.Stores {
	srv.AddAccount(wxastoretest.Account{AppID: "wxnew", Secret: "new"})
	stores := srv.APIFor("wxnew", "new").Stores()
	err := stores.Apply(context.Background(), weixin.ApplyMerchantRequest{
		FirstCatID: 317, SecondCatID: 319, Nickname: "新的幼儿园", HeadimgMediaID: srv.AddImage("wxnew", photo(1)), Intro: "Open until ten",
	})
	if err != nil {
		fmt.Println(err)
	}
	return stores
}

// An application waits for the account's administrator, and then for the reviewer.
func ExampleServer_ConfirmReview() {
	srv := wxastoretest.Run(t, wxastoretest.WithManualReviews())
	defer srv.Close()
	stores := apply(srv)
	r := srv.Reviews("wxnew")[0]
	fmt.Println(r.State)
	srv.ConfirmReview("wxnew", r.AuditID)
	srv.PassReview("wxnew", r.AuditID)
	audit, err := stores.AuditInfo(context.Background())
	fmt.Println(audit.Status == weixin.AuditPassed, err, srv.Merchant("wxnew").Nickname)
	// Output:
	// waiting
	// true <nil> 新的幼儿园
}

func ExampleServer_RefuseReview() {
	srv := wxastoretest.Run(t, wxastoretest.WithManualReviews())
	defer srv.Close()
	stores := apply(srv)
	srv.RefuseReview("wxnew", srv.Reviews("wxnew")[0].AuditID, "不是本人提交")
	audit, err := stores.AuditInfo(context.Background())
	fmt.Println(audit.Status == weixin.AuditRefused, audit.Reason, err)
	// Output: true 不是本人提交 <nil>
}

// With WithReviewDelay reviews pass when their time has come.
func ExampleWithReviewDelay() {
	srv := wxastoretest.Run(t, wxastoretest.WithReviewDelay(72*time.Hour))
	defer srv.Close()
	addStore(srv, srv.API())
	srv.Advance(71 * time.Hour)
	fmt.Println(srv.Reviews(srv.AppID)[0].State)
	srv.Advance(time.Hour)
	fmt.Println(srv.Reviews(srv.AppID)[0].State)
	// Output:
	// reviewing
	// passed
}
