package wxastoretest_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// t is what a test function is given.
var t = new(inTest)

func modifyIntro(c *client.Client, intro string) {
	err := c.ModifyMerchant(context.Background(), weixin.ModifyMerchantRequest{Intro: intro})
	if refused, ok := errors.AsType[*weixin.Error](err); ok {
		fmt.Println(refused.Code, refused.Code.Text())
	} else {
		fmt.Println(err)
	}
}

func Example() {
	srv := wxastoretest.Run(t)
	defer srv.Close() // a test does it itself

	modifyIntro(srv.API(), "Open until ten")
	fmt.Println(srv.Merchant(srv.AppID).Intro)
	srv.CheckCalls(t, weixin.ModifyMerchant.Name, 1)
	// Output:
	// <nil>
	// Open until ten
}

// Code whose base URL is fixed takes the server's HTTP client.
func ExampleServer_Client() {
	srv := wxastoretest.Run(t)
	defer srv.Close()

	resp, err := srv.Client().Get("https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=" + srv.AppID + "&secret=" + srv.Secret)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status, srv.CallsOf(weixin.GetAccessToken.Name)[0].Code)
	// Output: 200 OK 0
}

// A token lives for two hours.
func ExampleServer_Advance() {
	srv := wxastoretest.Run(t, wxastoretest.WithClock(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)))
	defer srv.Close()
	c, err := client.New(client.WithBaseURL(srv.URL), client.WithHTTPClient(srv.Client()), client.WithTokenSource(client.StaticToken(srv.Token())))
	if err != nil {
		fmt.Println(err)
		return
	}
	modifyIntro(c, "in time")
	srv.Advance(2*time.Hour + time.Second)
	modifyIntro(c, "too late")
	fmt.Println(srv.Now())
	// Output:
	// <nil>
	// 42001 access_token expired
	// 2026-03-01 02:00:01 +0000 UTC
}

func ExampleServer_SetTime() {
	srv := wxastoretest.Run(t, wxastoretest.WithClock(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)))
	defer srv.Close()
	srv.SetTime(time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC))
	fmt.Println(srv.Now())
	// Output: 2026-12-31 23:59:59 +0000 UTC
}

func ExampleServer_Inject() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.Inject(wxastoretest.Fault{
		Interface: weixin.ModifyMerchant.Name, Times: 1, Do: wxastoretest.AnswerCode(weixin.DailyQuota),
	})
	modifyIntro(srv.API(), "first")
	modifyIntro(srv.API(), "second")
	// Output:
	// 45009 reach max api daily quota limit
	// <nil>
}

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

func ExampleServer_AddImage() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	id := srv.AddImage(srv.AppID, photo(7))
	err := srv.API().ModifyMerchant(context.Background(), weixin.ModifyMerchantRequest{HeadimgMediaID: id})
	srv.CheckHeadimg(t, srv.AppID, photo(7))
	fmt.Println(len(id), err)
	// Output: 64 <nil>
}

func ExampleServer_Calls() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	modifyIntro(srv.API(), "Open until ten")
	for _, call := range srv.Calls() {
		fmt.Println(call.Method, call.Interface, call.Code, call.Status)
	}
	// Output:
	// <nil>
	// POST getstableaccesstoken 0 200
	// POST modifywxastore 0 200
}

func ExampleServer_Restart() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	c := srv.API()
	modifyIntro(c, "before")
	srv.Restart()
	fmt.Println(srv.Merchant(srv.AppID).Intro)
	modifyIntro(c, "after")
	// Output:
	// <nil>
	// before
	// <nil>
}

// With a seed and a stopped clock, one test is told the same each time.
func ExampleWithRandomSeed() {
	srv := wxastoretest.Run(t, wxastoretest.WithRandomSeed(1), wxastoretest.WithClock(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)))
	defer srv.Close()
	modifyIntro(srv.API(), "new")
	fmt.Println(srv.CallsOf(weixin.ModifyMerchant.Name)[0].RID)
	// Output:
	// <nil>
	// 69a38180-2608d5e2-0ffc2d12
}
