package console_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/wxastore/wxastore/console"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// A service that runs elsewhere answers every change with 45009, until the fault is
// cleared.
func Example() {
	srv, err := wxastoretest.Start() // in place of one in a container
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	ctx := context.Background()

	c, err := console.New(srv.ConsoleURL, "")
	if err != nil {
		log.Fatal(err)
	}
	fault := console.Fault{Kind: console.FaultCode, Code: int(weixin.DailyQuota), Interface: weixin.ModifyMerchant.Name}
	if _, err := console.PutFault.Call(ctx, c, console.FaultChange{Body: fault}); err != nil {
		log.Fatal(err)
	}
	change := weixin.ModifyMerchantRequest{Intro: "Open until ten"}
	fmt.Println(errors.Is(srv.API().ModifyMerchant(ctx, change), weixin.DailyQuota))
	if _, err := console.ClearFaults.Call(ctx, c, console.None{}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(srv.API().ModifyMerchant(ctx, change))
	// Output:
	// true
	// <nil>
}
