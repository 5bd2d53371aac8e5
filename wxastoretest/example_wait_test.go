package wxastoretest_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// A program that changes the introduction on its own time is waited for.
func ExampleServer_WaitForIntro() {
	srv, err := wxastoretest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	go func() { // the program under test
		_ = srv.API().ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: "Open until ten"})
	}()

	srv.WaitForIntro(ctx, srv.AppID, "Open until ten")
	fmt.Println(srv.Merchant(srv.AppID).Intro)
	// Output: Open until ten
}

// A head image that is uploaded and set later is waited for.
func ExampleServer_WaitForHeadimg() {
	srv, err := wxastoretest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	go func() { // the program under test
		id := srv.AddImage(srv.AppID, photo(7))
		_ = srv.API().ModifyMerchant(ctx, weixin.ModifyMerchantRequest{HeadimgMediaID: id})
	}()

	srv.WaitForHeadimg(ctx, srv.AppID, photo(7))
	fmt.Println(len(srv.Merchant(srv.AppID).Headimg) > 0)
	// Output: true
}

// The calls of a program that works in the background are waited for.
func ExampleServer_WaitForCalls() {
	srv, err := wxastoretest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	go func() { // the program under test
		for _, intro := range []string{"Open until ten", "Open until nine"} {
			_ = srv.API().ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: intro})
		}
	}()

	calls := srv.WaitForCalls(ctx, weixin.ModifyMerchant.Name, 2)
	fmt.Println(calls[1].Request)
	// Output: {"headimg_mediaid":"","intro":"Open until nine"}
}
