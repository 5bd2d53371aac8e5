// Command platform is a third-party platform: it sends administrators to the page
// on which they authorize it, and then changes their store Mini Program.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/component/filetokens"
	"github.com/wxastore/wxastore/weixin"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:9000", "address of the platform")
	flag.Parse()
	log.Fatal(serve(*listen))
}

func serve(listen string) error {
	tokens, err := filetokens.Open("tokens") // any number of processes may share it
	if err != nil {
		return err
	}
	platform, err := component.New(component.Config{
		AppID: "wxc1111111111111111", Secret: "11111111111111111111111111111111",
		Token: "eventtoken", EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", Store: tokens,
	}, client.WithBaseURL(os.Getenv("WXASTORE_API"))) // leave it out for the real Weixin
	if err != nil {
		return err
	}
	events, err := platform.Receiver(func(ctx context.Context, e weixin.ComponentEvent) error {
		account, authorized := e.Body.(weixin.AuthorizedBody)
		if err := platform.Apply(ctx, e); err != nil || !authorized {
			return err // an error has the event pushed again
		}
		return platform.ClientFor(account.AuthorizerAppID).ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: "Open until ten"})
	})
	if err != nil {
		return err
	}
	http.Handle("POST /events", events)
	http.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		page, err := platform.AuthorizationURL(r.Context(), component.AuthorizationPage{RedirectURI: "http://" + listen + "/thanks"})
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, page, http.StatusFound)
	})
	http.HandleFunc("GET /thanks", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "thanks") })
	fmt.Fprintf(os.Stderr, "platform at http://%s/authorize\n", listen)
	return http.ListenAndServe(listen, nil)
}
