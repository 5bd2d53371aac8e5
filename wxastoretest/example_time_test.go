package wxastoretest_test

import (
	"fmt"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// march is when these examples' clocks stand still.
var march = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// A token lives for two hours.
func ExampleServer_Advance() {
	srv := wxastoretest.Run(t, wxastoretest.WithClock(march))
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
	srv := wxastoretest.Run(t, wxastoretest.WithClock(march))
	defer srv.Close()
	srv.SetTime(time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC))
	fmt.Println(srv.Now())
	// Output: 2026-12-31 23:59:59 +0000 UTC
}

// WithClock makes a test of time sure: what is called meanwhile has the time
// that the test says.
func ExampleWithClock() {
	srv := wxastoretest.Run(t, wxastoretest.WithClock(march))
	defer srv.Close()
	modifyIntro(srv.API(), "new")
	fmt.Println(srv.CallsOf(weixin.ModifyMerchant.Name)[0].At)
	// Output:
	// <nil>
	// 2026-03-01 00:00:00 +0000 UTC
}

// With a seed and a stopped clock, one test is told the same each time: rids,
// media ids, tokens and which calls a fault hits.
func ExampleWithRandomSeed() {
	srv := wxastoretest.Run(t, wxastoretest.WithRandomSeed(1), wxastoretest.WithClock(march))
	defer srv.Close()
	modifyIntro(srv.API(), "new")
	fmt.Println(srv.CallsOf(weixin.ModifyMerchant.Name)[0].RID)
	fmt.Printf("%.16s…\n", srv.AddImage(srv.AppID, photo(7)))
	// Output:
	// <nil>
	// 69a38180-2608d5e2-0ffc2d12
	// EvSkZU76K9EeOp6X…
}
