// Command shop changes a store Mini Program and lists its stores.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

func main() {
	// WXASTORE_API, WXASTORE_APPID, WXASTORE_SECRET; without the first, the real Weixin.
	c, err := client.FromEnv()
	if err != nil {
		log.Fatal(err)
	}
	if err := run(context.Background(), c); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, c *client.Client) error {
	image, err := c.UploadTempMediaFile(ctx, "image", "examples/head.png")
	if err != nil {
		return err
	}
	err = c.ModifyMerchant(ctx, weixin.ModifyMerchantRequest{HeadimgMediaID: image.MediaID, Intro: "Open until ten"})
	switch {
	case errors.Is(err, weixin.ModifyLimit):
		fmt.Println("enough changes for this month")
	case client.Retryable(err):
		fmt.Println("not now:", err)
	case err != nil:
		return err
	default:
		fmt.Println("changed")
	}
	for store, err := range c.Stores().All(ctx) {
		if err != nil {
			return err
		}
		fmt.Println(store.PoiID, store.BusinessName)
	}
	return nil
}
