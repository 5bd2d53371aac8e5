package component_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

func TestCallsThatAreNotSent(t *testing.T) {
	s := scripted.RunUnheard(t)
	c, err := component.New(component.Config{AppID: platformID, Secret: secret}, client.WithBaseURL(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	ctx, bad := t.Context(), "\xb2\xe8"
	if err := c.StoreTicket(ctx, "ticket", time.Now()); err != nil {
		t.Fatal(err)
	}
	nothing := func(_ any, err error) error { return err }
	for name, test := range map[string]struct{ got, want error }{
		"code":                {nothing(c.QueryAuth(ctx, "")), client.ErrEmptyCredential},
		"ticket":              {c.StoreTicket(ctx, "", time.Now()), nil},
		"ticket of an event":  {c.Apply(ctx, weixin.EventTicket.ForComponent("", time.Now(), weixin.TicketBody{})), nil},
		"event of no account": {c.Apply(ctx, weixin.EventAuthorized.ForComponent("", time.Now(), weixin.AuthorizedBody{AuthorizationCode: "code"})), nil},
		"redirect":            {nothing(c.AuthorizationURL(ctx, component.AuthorizationPage{RedirectURI: "http://h/" + bad})), client.ErrNotUTF8},
		"app id of page": {nothing(c.AuthorizationURL(ctx, component.AuthorizationPage{RedirectURI: "http://h/", AccountAppID: bad})),
			client.ErrNotUTF8},
	} {
		if test.got == nil || test.want != nil && !errors.Is(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", name, test.got, test.want)
		}
	}
}
