package component

import (
	"context"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// AuthorizationPage says how an administrator is to be asked to authorize the
// platform.
type AuthorizationPage struct {
	// RedirectURI is where the administrator's browser is led after agreeing,
	// with auth_code and expires_in added to its query. It is on the domain
	// that is registered for the platform. Pass the code to QueryAuth.
	RedirectURI string
	// AuthType says which kinds of accounts may be chosen: 1 official accounts,
	// 2 Mini Programs, 3 both. 0 is 3.
	AuthType int
	// AccountAppID allows this account alone; "" is any.
	AccountAppID string
	// Mobile is for a link that is opened in Weixin on a phone. Without it, the
	// page is for a browser on a desk, which must come there from a page of the
	// registered domain.
	Mobile bool
}

// Where Weixin has the pages. Elsewhere they are on the same host as the API.
const (
	desktopHost = "https://mp.weixin.qq.com"
	mobileHost  = "https://open.weixin.qq.com"
)

// AuthorizationURL makes a pre-authorization code and returns the address of
// the page on which an administrator authorizes the platform. It is good for
// half an hour, for one administrator. The code comes from the page of
// weixin.GetPreAuthCode.
func (c *Component) AuthorizationURL(ctx context.Context, p AuthorizationPage) (string, error) {
	if p.RedirectURI == "" {
		return "", said.Errorf("component: an authorization page without a redirect URI")
	}
	for name, text := range map[string]string{"RedirectURI": p.RedirectURI, "AccountAppID": p.AccountAppID} {
		if !utf8.ValidString(text) {
			return "", said.Errorf("component: the %s of the authorization page is %w", name, client.ErrNotUTF8)
		}
	}
	answer, err := client.Do(ctx, c.calls, weixin.GetPreAuthCode, weixin.PreAuthCodeRequest{ComponentAppID: c.appID})
	if err != nil {
		return "", err
	}
	q := url.Values{
		"component_appid": {c.appID},
		"pre_auth_code":   {answer.PreAuthCode},
		"redirect_uri":    {p.RedirectURI},
		"auth_type":       {strconv.Itoa(p.AuthType)},
	}
	if p.AuthType == 0 {
		q.Set("auth_type", "3")
	}
	if p.AccountAppID != "" {
		q.Set("biz_appid", p.AccountAppID)
	}
	host, path, end := desktopHost, weixin.AuthorizationPagePath, ""
	if p.Mobile {
		q.Set("action", "bindcomponent")
		q.Set("no_scan", "1")
		host, path, end = mobileHost, weixin.AuthorizationPhonePath, "#wechat_redirect"
	}
	if base := c.calls.BaseURL(); base != client.DefaultBaseURL {
		host = base
	}
	return host + path + "?" + q.Encode() + end, nil
}
