package wxastoretest_test

import (
	"context"
	"fmt"
	"net/http/httptest"

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
