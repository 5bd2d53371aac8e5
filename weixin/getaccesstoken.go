package weixin

import (
	"fmt"
	"net/netip"
)

// AccessTokenSeconds is the life of an access token.
const AccessTokenSeconds = 7200

// GetAccessToken fetches a new access token and supersedes the one before.
//
//fidelity:official getaccesstoken daily-limit | 2,000 fetches a day | API call limits
//fidelity:official getaccesstoken life | a token lives 7200 s | getaccesstoken
//fidelity:inferred getaccesstoken,getstableaccesstoken callers | every kind of account may call | the pages exist for each of them
//fidelity:observed getaccesstoken 45009 | its text names the stable token | an issue of an SDK, 2023
//fidelity:observed getaccesstoken post | POST is answered, too, with the parameters in the query; the page says GET | an issue of an SDK, 2016
//fidelity:observed getaccesstoken,getstableaccesstoken 41002 | `appid` is absent | community
//fidelity:observed getaccesstoken,getstableaccesstoken 40013 | no account has the `appid` | probe
//fidelity:observed getaccesstoken 61024 | the `appid` is a third-party platform's | community, 2020 and 2021
//fidelity:inferred getstableaccesstoken 61024 | the same | its text; the two calls differ in nothing else before the token
//fidelity:observed getaccesstoken,getstableaccesstoken 40002 | `grant_type` is another, or absent | community
//fidelity:official getaccesstoken,getstableaccesstoken 41004 | `secret` is absent | general error codes
//fidelity:observed getaccesstoken,getstableaccesstoken 40125 | `secret` is wrong | community; an SDK's comment
//fidelity:official getaccesstoken,getstableaccesstoken 40243 | the secret is frozen | getaccesstoken
//fidelity:observed getaccesstoken,getstableaccesstoken 40164 | the address is not on the account's list; the text names it | community
var GetAccessToken = Interface[AccessTokenRequest, AccessTokenResponse]{Page{
	Name:       "getaccesstoken",
	Title:      "Fetch an access token; the one before dies 5 minutes later",
	Methods:    Methods{"GET", "POST"},
	Texts:      Texts{DailyQuota: "reach max api daily quota limit" + stableTokenAdvice},
	Path:       "/cgi-bin/token",
	Credential: AppSecret,
	Callers:    AllKinds,
	DailyLimit: 2000,
	Errors:     []Code{AppIDMissing, InvalidAppID, ComponentAppID, InvalidGrantType, AppSecretMissing, InvalidAppSecret, SecretFrozen, InvalidIP},
	Doc:        "https://developers.weixin.qq.com/doc/service/api/base/api_getaccesstoken",
}}

// AccessTokenRequest is the query of GetAccessToken.
//
//fidelity:official getaccesstoken,getstableaccesstoken request.grant_type,request.appid,request.secret | required strings; of `grant_type` only `client_credential` | getaccesstoken; api_getstableaccesstoken
type AccessTokenRequest struct {
	GrantType string `query:"grant_type" need:"40002" doc:"client_credential"`
	AppID     string `query:"appid" need:"41002" doc:"the account's app id"`
	Secret    string `query:"secret" need:"41004" doc:"the account's app secret"`
}

// GrantClientCredential is the only grant_type of the token interfaces.
const GrantClientCredential = "client_credential"

// AccessTokenResponse is the answer of both token interfaces. A success has no
// errcode.
//
//fidelity:official getaccesstoken,getstableaccesstoken response.access_token,response.expires_in | the two fields of a success, which has no errcode | getaccesstoken; api_getstableaccesstoken
type AccessTokenResponse struct {
	AccessToken string `json:"access_token" vary:"token"`
	// ExpiresIn is the rest of the token's life in seconds.
	ExpiresIn int `json:"expires_in"`
}

// InvalidIPText is the text of InvalidIP on the wire, where it names the
// address both ways.
//
//fidelity:choice getaccesstoken,getstableaccesstoken,clearquotabyappsecret 40164 | an IPv6 address stands twice in the text as it is
func InvalidIPText(addr netip.Addr) string {
	v6 := addr.String()
	if addr.Is4() {
		v6 = "::ffff:" + v6
	}
	return fmt.Sprintf("invalid ip %s ipv6 %s, not in whitelist", addr, v6)
}
