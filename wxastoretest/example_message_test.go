package wxastoretest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/wxastore/wxastore/client/message"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// An account's events come where its code receives them.
func ExampleServer_PushTestEvent() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	account := wxastoretest.Account{
		AppID: "wxshop", Secret: "secret", MessageToken: "signs", EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", MessageMode: "safe",
	}
	told := make(chan string)
	receiver, err := message.NewReceiver(message.Config{ // or your own
		AppID: account.AppID, Token: account.MessageToken, EncodingAESKey: account.EncodingAESKey,
		OnEvent: func(_ context.Context, e message.Event) error {
			if body, ok := e.Body.(weixin.DebugDemoBody); ok {
				told <- e.Event + " " + body.DebugStr
			}
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	listener := httptest.NewServer(receiver)
	defer listener.Close()
	account.MessageURL = listener.URL
	srv.AddAccount(account)

	srv.PushTestEvent("wxshop")
	fmt.Println(<-told)
	// Output: debug_demo hello world
}

// WaitForEvent waits until an event was delivered, and tells what it says.
func ExampleServer_WaitForEvent() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	listener := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})) // your code
	defer listener.Close()
	srv.AddAccount(wxastoretest.Account{AppID: srv.AppID, Secret: srv.Secret, MessageURL: listener.URL, MessageToken: "signs"})

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	auditID := addStore(srv, srv.API())
	e := srv.WaitForEvent(ctx, srv.AppID, weixin.EventAddStoreAudit.Name)
	body, ok := e.Body.(weixin.AddStoreAuditBody)
	fmt.Println(ok, body.AuditID == auditID, body.Status == weixin.AuditPassed, e.Attempts)
	// Output: true true true 1
}

// Events also tells of what was not taken, and why.
func ExampleServer_Events() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	refuses := true
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Handled-By", "queue")
		if refuses {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		refuses = false
	}))
	defer listener.Close()
	srv.AddAccount(wxastoretest.Account{AppID: "wxshop", Secret: "secret", MessageURL: listener.URL, MessageToken: "signs"})
	srv.PushTestEvent("wxshop")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	srv.WaitForEvent(ctx, "wxshop", weixin.EventDebugDemo.Name)
	for _, e := range srv.Events("wxshop") {
		fmt.Println(e.Name, e.Body, e.Attempts, e.Delivered, e.ResponseHeader.Get("X-Handled-By"))
	}
	// Output: debug_demo {hello world} 2 true queue
}
