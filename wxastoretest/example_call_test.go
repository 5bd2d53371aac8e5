package wxastoretest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

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

func ExampleServer_CallsOf() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	modifyIntro(srv.API(), "Open until ten")
	for _, call := range srv.CallsOf(weixin.ModifyMerchant.Name) {
		fmt.Println(call)
	}
	// Output:
	// <nil>
	// POST modifywxastore {"headimg_mediaid":"","intro":"Open until ten"} -> 0 {"errcode":0,"errmsg":"ok"}
}

func ExampleServer_CheckIntro() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	modifyIntro(srv.API(), "Open until ten")
	srv.CheckIntro(t, srv.AppID, "Open until ten") // says nothing
	srv.CheckIntro(t, srv.AppID, "Closed")
	// Output:
	// <nil>
	// intro of wx0123456789abcdef is "Open until ten", want "Closed"
	// 	last call: POST modifywxastore {"headimg_mediaid":"","intro":"Open until ten"} -> 0 {"errcode":0,"errmsg":"ok"}
}

func ExampleServer_CheckHeadimg() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.CheckHeadimg(t, srv.AppID, srv.Merchant(srv.AppID).Headimg) // says nothing
	srv.SetMerchant(srv.AppID, wxastoretest.Merchant{})
	srv.CheckHeadimg(t, srv.AppID, []byte("another"))
	// Output:
	// head image of wx0123456789abcdef is none, want 7 bytes of text/plain; charset=utf-8 with the SHA-256 ae448ac8…
	// 	modifywxastore was never called
}

func ExampleServer_CheckCalls() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	modifyIntro(srv.API(), "first")
	modifyIntro(srv.API(), "second")
	srv.CheckCalls(t, weixin.ModifyMerchant.Name, 1)
	// Output:
	// <nil>
	// <nil>
	// modifywxastore was called 2 times, want 1
	// 	POST modifywxastore {"headimg_mediaid":"","intro":"first"} -> 0 {"errcode":0,"errmsg":"ok"}
	// 	POST modifywxastore {"headimg_mediaid":"","intro":"second"} -> 0 {"errcode":0,"errmsg":"ok"}
}

func ExampleServer_CheckCode() {
	srv := wxastoretest.Run(t, wxastoretest.WithRandomSeed(1), wxastoretest.WithClock(march))
	defer srv.Close()
	name := weixin.ModifyMerchant.Name
	srv.Inject(wxastoretest.Fault{Interface: name, Do: wxastoretest.AnswerCode(weixin.SystemError)})
	modifyIntro(srv.API(), "new")
	srv.CheckCode(t, name, weixin.SystemError) // says nothing
	srv.CheckCode(t, name, weixin.OK)
	// Output:
	// -1 system error
	// modifywxastore was answered -1 (system error), want 0 (ok)
	// 	POST modifywxastore {"headimg_mediaid":"","intro":"new"} -> -1 {"errcode":-1,"errmsg":"system error rid: 69a38180-2608d5e2-0ffc2d12"} (injected: injected by fault fault-0001)
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

func ExampleServer_ClearFaults() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.Inject(wxastoretest.Fault{Do: wxastoretest.AnswerCode(weixin.SystemError)})
	srv.ClearFaults()
	modifyIntro(srv.API(), "new")
	// Output: <nil>
}

// What a caller sees of each disturbance.
func ExampleDisturbance() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	url := srv.URL + "/cgi-bin/get_api_domain_ip?access_token=" + srv.Token()
	for _, do := range []wxastoretest.Disturbance{
		wxastoretest.AnswerStatus(http.StatusBadGateway), wxastoretest.AnswerNothing(), wxastoretest.AnswerGarbage(), wxastoretest.CutConnection(),
	} {
		srv.ClearFaults()
		srv.Inject(wxastoretest.Fault{Do: do})
		resp, err := srv.Client().Get(url)
		if err != nil {
			fmt.Println("no answer")
			continue
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		fmt.Println(resp.Status, len(body) > 0, json.Valid(body), err)
	}
	// Output:
	// 502 Bad Gateway false false <nil>
	// 200 OK false false <nil>
	// 200 OK true false <nil>
	// no answer
}

// A delay finds out whether a client's timeout is meant.
func ExampleDelay() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.Inject(wxastoretest.Fault{Do: wxastoretest.Delay(500 * time.Millisecond)})
	hasty := *srv.Client()
	hasty.Timeout = 20 * time.Millisecond
	_, err := hasty.Get(srv.URL + "/cgi-bin/get_api_domain_ip?access_token=" + srv.Token())
	var timeout interface{ Timeout() bool }
	fmt.Println(errors.As(err, &timeout) && timeout.Timeout())
	// Output: true
}
