package wxastoretest_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// newPlatform adds a third-party platform to the service and returns a client
// that calls as it.
func newPlatform(srv *wxastoretest.Server) *component.Component {
	srv.AddComponent(wxastoretest.Component{AppID: "wxplatform", Secret: "secret", Name: "Platform"})
	p, err := component.New(component.Config{AppID: "wxplatform", Secret: "secret"}, client.WithHTTPClient(srv.Client()))
	if err != nil {
		panic(err)
	}
	if err := p.StoreTicket(context.Background(), srv.PushTicket("wxplatform"), srv.Now()); err != nil {
		panic(err)
	}
	return p
}

// authorized lets the server's account authorize the platform and returns a
// client that calls for it.
func authorized(srv *wxastoretest.Server, p *component.Component, sets ...int) *client.Client {
	if _, err := p.QueryAuth(context.Background(), srv.Authorize(p.AppID(), srv.AppID, sets...)); err != nil {
		panic(err)
	}
	return p.ClientFor(srv.AppID)
}

// A platform is told of what happens where its code receives it.
func ExampleServer_AddComponent() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	platform := wxastoretest.Component{
		AppID: "wxplatform", Secret: "secret", Token: "signs", EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
	}
	told := make(chan string)
	receiver, err := component.NewReceiver(component.ReceiverConfig{ // or your own
		AppID: platform.AppID, Token: platform.Token, EncodingAESKey: platform.EncodingAESKey,
		OnEvent: func(_ context.Context, e weixin.ComponentEvent) error {
			if body, ok := e.Body.(weixin.AuthorizedBody); ok {
				told <- e.InfoType + " " + body.AuthorizerAppID
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

	platform.EventURL = listener.URL
	srv.AddComponent(platform)
	srv.Authorize(platform.AppID, srv.AppID, 13)
	fmt.Println(<-told)
	// Output: authorized wx0123456789abcdef
}

// A platform without an address for events is handed its ticket.
func ExampleServer_PushTicket() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	srv.AddComponent(wxastoretest.Component{AppID: "wxplatform", Secret: "secret"})
	p, err := component.New(component.Config{AppID: "wxplatform", Secret: "secret"}, client.WithHTTPClient(srv.Client()))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	if err := p.StoreTicket(ctx, srv.PushTicket("wxplatform"), srv.Now()); err != nil {
		fmt.Println(err)
	}
	token, err := p.Tokens().Token(ctx)
	fmt.Println(token != "", err)
	// Output: true <nil>
}

// A platform calls for an account with the rights that the account granted.
func ExampleServer_Authorize() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	p := newPlatform(srv)
	granted, err := p.QueryAuth(context.Background(), srv.Authorize("wxplatform", srv.AppID, 13))
	fmt.Println(granted.Granted(), err)
	c := p.ClientFor(srv.AppID)
	modifyIntro(c, "Open until ten")
	srv.Authorize("wxplatform", srv.AppID, 11) // other rights from now on
	modifyIntro(c, "Open until eleven")
	// Output:
	// [13] <nil>
	// <nil>
	// 61007 api is unauthorized to component
}

func ExampleServer_Authorizations() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	newPlatform(srv)
	srv.Authorize("wxplatform", srv.AppID, 13, 8)
	for _, a := range srv.Authorizations("wxplatform") {
		fmt.Println(a.AppID, a.PermissionSets)
	}
	// Output: wx0123456789abcdef [8 13]
}

// What an account withdraws counts at once.
func ExampleServer_Revoke() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	c := authorized(srv, newPlatform(srv), 13)
	modifyIntro(c, "before")
	srv.Revoke("wxplatform", srv.AppID)
	modifyIntro(c, "after")
	fmt.Println(len(srv.Authorizations("wxplatform")))
	// Output:
	// <nil>
	// 61003 component is not authorized by this account
	// 0
}

// The tokens die with the password until the account authorizes again.
func ExampleServer_ChangePassword() {
	srv := wxastoretest.Run(t)
	defer srv.Close()
	p := newPlatform(srv)
	c := authorized(srv, p, 13)
	srv.ChangePassword("wxplatform", srv.AppID)
	modifyIntro(c, "meanwhile")
	modifyIntro(authorized(srv, p, 13), "again")
	// Output:
	// 42007 access_token and refresh_token exception
	// <nil>
}
