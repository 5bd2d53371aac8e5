package client

import (
	"context"

	"github.com/wxastore/wxastore/weixin"
)

// ModifyMerchant changes the head image and the introduction of the account's
// store Mini Program; an empty field leaves what is there as it is. The page
// is that of weixin.ModifyMerchant.
func (c *Client) ModifyMerchant(ctx context.Context, req weixin.ModifyMerchantRequest) error {
	_, err := Do(ctx, c, weixin.ModifyMerchant, req)
	return err
}
