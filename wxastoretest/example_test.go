package wxastoretest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// t is what a test function is given. This one prints what a check says.
var t printer

type printer struct{}

func (printer) Helper()                           {}
func (printer) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (printer) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (printer) Logf(string, ...any)               {}
func (printer) Cleanup(func())                    {} // the examples close their servers

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

// Where there is no test, Close says what went wrong.
func ExampleStart() {
	srv, err := wxastoretest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	modifyIntro(srv.API(), "Open until ten")
	srv.Advance(0) // time does not stand still
	fmt.Println(srv.Close())
	// Output:
	// <nil>
	// clock: advance 0s: it must be more than 0; use set to go back
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

// Code that is handed a token takes one that is live.
func ExampleServer_Token() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	resp, err := srv.Client().Get(srv.URL + "/cgi-bin/get_api_domain_ip?access_token=" + srv.Token())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	srv.CheckCode(t, weixin.GetAPIDomainIP.Name, weixin.OK)
	fmt.Println(resp.Status, len(srv.Calls()))
	// Output: 200 OK 1
}

// A restart keeps ports and state.
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

// The log says why a call was refused.
func ExampleWithLog() {
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key != "msg" && a.Key != "code" && a.Key != "reason" {
			return slog.Attr{} // what differs each time
		}
		return a
	}}))
	srv := wxastoretest.Run(t, wxastoretest.WithLog(log))
	defer srv.Close()
	modifyIntro(srv.APIFor(srv.AppID, "wrong"), "new")
	// Output:
	// msg=call code=40125 reason="wrong secret for wx0123456789abcdef (answered 40125)"
	// 40125 invalid appsecret
	// msg="stopping: calls under way may end"
}
