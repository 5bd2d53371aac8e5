package client

import (
	"context"

	"github.com/wxastore/wxastore/weixin"
)

// GetRIDInfo tells what the call with this rid sent and was answered, with the
// credentials in it cut short. Only the account that made the call may ask, and
// within weixin.RIDLife. The page is that of weixin.GetRIDInfo.
func (c *Client) GetRIDInfo(ctx context.Context, rid weixin.RID) (weixin.RIDInfo, error) {
	resp, err := Do(ctx, c, weixin.GetRIDInfo, weixin.GetRIDInfoRequest{RID: string(rid)})
	return resp.Request, err
}
