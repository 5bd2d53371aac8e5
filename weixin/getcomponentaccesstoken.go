package weixin

import (
	"net/netip"
	"time"
)

// TicketLife is how long a component_verify_ticket is good for, TicketEvery how
// often one is pushed.
//
//fidelity:official getcomponentaccesstoken ticket | pushed every 10 minutes, good for 12 hours | pages of the third-party platform
const (
	TicketLife  = 12 * time.Hour
	TicketEvery = 10 * time.Minute
)

// GetComponentAccessToken fetches a third-party platform's own access token.
//
//fidelity:observed getcomponentaccesstoken daily-limit | 10,000 fetches a day | community, the answer of a quota call
//fidelity:official getcomponentaccesstoken life | a token lives 7200 s | api_component_token
//fidelity:official getcomponentaccesstoken callers | third-party platforms | api_component_token
//fidelity:official getcomponentaccesstoken 40013 | no account and no platform has the `component_appid` | api_component_token
//fidelity:official getcomponentaccesstoken 61004 | the address is not on the platform's list | api_component_token
//fidelity:official getcomponentaccesstoken 61005 | the ticket is more than 12 hours old | older page component_access_token
//fidelity:official getcomponentaccesstoken 61006 | the ticket is absent, unknown or another platform's | older page component_access_token
//fidelity:choice getcomponentaccesstoken order | app id, secret, address, quota, ticket
//fidelity:differs a wrong secret of a platform | the page also lists 40001 | 40125, never 40001 | clients that renew on 40001 would loop for ever
var GetComponentAccessToken = Interface[ComponentAccessTokenRequest, ComponentAccessTokenResponse]{Page{
	Name:       "getcomponentaccesstoken",
	Title:      "Fetch the access token of a third-party platform, with its newest ticket",
	Methods:    Methods{"POST"},
	Path:       "/cgi-bin/component/api_component_token",
	Credential: AppSecret,
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    ThirdParty,
	DailyLimit: 10_000,
	Errors: []Code{
		InvalidAppID, InvalidComponent, AppSecretMissing, InvalidAppSecret, AddressNotRegistered, TicketInvalid, TicketExpired,
	},
	Doc: "https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getcomponentaccesstoken.html",
}}

// ComponentAccessTokenRequest is the body of GetComponentAccessToken.
//
//fidelity:official getcomponentaccesstoken request.component_appid,request.component_appsecret,request.component_verify_ticket | required strings | api_component_token
type ComponentAccessTokenRequest struct {
	ComponentAppID        string `json:"component_appid" need:"40013" doc:"the platform's app id"`
	ComponentAppSecret    string `json:"component_appsecret" need:"41004" doc:"the platform's app secret"`
	ComponentVerifyTicket string `json:"component_verify_ticket" need:"61006" doc:"a ticket that was pushed to the platform within 12 hours"`
}

// ComponentAccessTokenResponse is the answer of GetComponentAccessToken. A
// success has no errcode.
//
//fidelity:official getcomponentaccesstoken response.component_access_token,response.expires_in | the two fields of a success, which has no errcode | api_component_token
type ComponentAccessTokenResponse struct {
	ComponentAccessToken string `json:"component_access_token"`
	// ExpiresIn is the token's life in seconds.
	ExpiresIn int `json:"expires_in"`
}

// AddressNotRegisteredText is the text of AddressNotRegistered on the wire,
// where it names the address.
//
//fidelity:observed all 61004 | its text names the address | community
func AddressNotRegisteredText(addr netip.Addr) string {
	return AddressNotRegistered.Text() + " requestIP: " + addr.String()
}
