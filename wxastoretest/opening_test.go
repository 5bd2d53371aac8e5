package wxastoretest_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// shop is a user's code, with Weixin's address fixed in it.
type shop struct{ api *client.Client }

func newShop(h *http.Client, appID, secret string) (shop, error) {
	c, err := client.New(client.WithHTTPClient(h), client.WithCredentials(appID, secret))
	return shop{c}, err
}

func (s shop) open(ctx context.Context, image weixin.MediaID, intro string) error {
	return s.api.ModifyMerchant(ctx, weixin.ModifyMerchantRequest{HeadimgMediaID: image, Intro: intro})
}

// TestOpening is the example of docs/go.md.
func TestOpening(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t)
	shop, err := newShop(srv.Client(), srv.AppID, srv.Secret)
	if err != nil {
		t.Fatal(err)
	}
	image := srv.AddImage(srv.AppID, photo(1))
	if err := shop.open(t.Context(), image, "Open until ten"); err != nil {
		t.Fatal(err)
	}
	srv.CheckIntro(t, srv.AppID, "Open until ten")
	srv.CheckCalls(t, weixin.ModifyMerchant.Name, 1)

	srv.Advance(2 * time.Hour)
	if err := shop.open(t.Context(), "", "Open until eleven"); err != nil {
		t.Errorf("with an expired token: %v", err)
	}
	srv.CheckIntro(t, srv.AppID, "Open until eleven")
	srv.Inject(wxastoretest.Fault{Times: 1, Interface: weixin.ModifyMerchant.Name, Do: wxastoretest.AnswerCode(weixin.SystemError)})
	if err := shop.open(t.Context(), "", "Open"); codeOf(err) != weixin.SystemError {
		t.Errorf("injected: %v", err)
	}
}
