package client

import (
	"context"

	"github.com/wxastore/wxastore/weixin"
)

// GetAccessToken fetches a classic access token, which supersedes the one
// before; 2,000 fetches a day are allowed. A client needs no token source for
// it. The page is that of weixin.GetAccessToken.
func (c *Client) GetAccessToken(ctx context.Context, appid, secret string) (weixin.AccessTokenResponse, error) {
	return Do(ctx, c, weixin.GetAccessToken, weixin.AccessTokenRequest{
		GrantType: weixin.GrantClientCredential, AppID: appid, Secret: secret,
	})
}

// GetStableAccessToken fetches the stable access token. forceRefresh kills the
// current one and makes a new one, 20 times a day and at least 30 s apart. A
// client needs no token source for it. The page is that of
// weixin.GetStableAccessToken.
func (c *Client) GetStableAccessToken(ctx context.Context, appid, secret string, forceRefresh bool) (weixin.AccessTokenResponse, error) {
	return Do(ctx, c, weixin.GetStableAccessToken, weixin.StableAccessTokenRequest{
		GrantType: weixin.GrantClientCredential, AppID: appid, Secret: secret, ForceRefresh: forceRefresh,
	})
}
