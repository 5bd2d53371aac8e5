package client_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

// Change the picture and the introduction of the store Mini Program.
func Example() {
	ctx := context.Background()
	c, err := client.New(client.WithCredentials(os.Getenv("WXASTORE_APPID"), os.Getenv("WXASTORE_SECRET")))
	if err != nil {
		fmt.Println(err)
		return
	}
	picture, err := c.UploadTempMediaFile(ctx, "image", "head.png")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = c.ModifyMerchant(ctx, weixin.ModifyMerchantRequest{HeadimgMediaID: picture.MediaID, Intro: "Open until ten"})
	if refused, ok := errors.AsType[*weixin.Error](err); ok {
		explanation, _ := refused.Code.Explain(weixin.English)
		fmt.Println(refused.Code, refused.RID, explanation.Do)
	}
}

// Call a wxastore on this machine with a token that another program keeps fresh.
func ExampleStaticToken() {
	c, err := client.New(
		client.WithBaseURL("http://127.0.0.1:8080"),
		client.WithTokenSource(client.StaticToken(os.Getenv("WXASTORE_TOKEN"))),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = c.ModifyMerchant(context.Background(), weixin.ModifyMerchantRequest{Intro: "Open until ten"})
	fmt.Println(err)
}

// Call any declared interface with its types.
func ExampleDo() {
	c, err := client.New(client.WithBaseURL("http://127.0.0.1:8080"))
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := client.Do(context.Background(), c, weixin.GetStableAccessToken, weixin.StableAccessTokenRequest{
		GrantType: weixin.GrantClientCredential, AppID: "wx0123456789abcdef", Secret: os.Getenv("WXASTORE_SECRET"),
	})
	fmt.Println(token.ExpiresIn, err)
}
