package weixin

import (
	"fmt"
	"net/netip"
)

// AccessTokenSeconds is the life of an access token.
const AccessTokenSeconds = 7200

// GetAccessToken fetches a new access token and supersedes the one before.
var GetAccessToken = Interface[AccessTokenRequest, AccessTokenResponse]{Page{
	Name:       "getaccesstoken",
	Title:      "Fetch an access token; the one before dies 5 minutes later",
	Method:     "GET",
	Path:       "/cgi-bin/token",
	Credential: AppSecret,
	Callers:    AllKinds,
	DailyLimit: 2000,
	Errors:     []Code{AppIDMissing, InvalidAppID, InvalidGrantType, AppSecretMissing, InvalidAppSecret, SecretFrozen, InvalidIP},
	Doc:        "https://developers.weixin.qq.com/doc/service/api/base/api_getaccesstoken",
}}

// AccessTokenRequest is the query of GetAccessToken.
type AccessTokenRequest struct {
	GrantType string `query:"grant_type" need:"required" doc:"client_credential"`
	AppID     string `query:"appid" need:"required" doc:"the account's app id"`
	Secret    string `query:"secret" need:"required" doc:"the account's app secret"`
}

// GrantClientCredential is the only grant_type of the token interfaces.
const GrantClientCredential = "client_credential"

// AccessTokenResponse is the answer of both token interfaces. A success has no
// errcode.
type AccessTokenResponse struct {
	AccessToken string `json:"access_token"`
	// ExpiresIn is the rest of the token's life in seconds.
	ExpiresIn int `json:"expires_in"`
}

// InvalidIPText is the text of InvalidIP on the wire, where it names the
// address both ways.
func InvalidIPText(addr netip.Addr) string {
	v6 := addr.String()
	if addr.Is4() {
		v6 = "::ffff:" + v6
	}
	return fmt.Sprintf("invalid ip %s ipv6 %s, not in whitelist", addr, v6)
}
