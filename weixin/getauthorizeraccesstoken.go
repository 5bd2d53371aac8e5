package weixin

// GetAuthorizerAccessToken fetches a new access token for an account that
// authorized the platform.
//
//fidelity:official getauthorizeraccesstoken callers | third-party platforms | api_authorizer_token
//fidelity:official getauthorizeraccesstoken life | a token lives 7200 s | api_authorizer_token
//fidelity:observed getauthorizeraccesstoken 61023 | the refresh token is not the account's, or of an authorization before this one | community
//fidelity:choice getauthorizeraccesstoken 40013 | also where no account has the `authorizer_appid`
//fidelity:official getauthorizeraccesstoken 61003 | the account does not authorize the platform, or no longer | text of the code
//fidelity:official getauthorizeraccesstoken 42007 | the account's password was changed: it has to authorize again | general error codes
var GetAuthorizerAccessToken = Interface[AuthorizerAccessTokenRequest, AuthorizerAccessTokenResponse]{Page{
	Name:       "getauthorizeraccesstoken",
	Title:      "Fetch a new access token for an account that authorized the platform",
	Methods:    Methods{"POST"},
	Path:       "/cgi-bin/component/api_authorizer_token",
	Credential: ComponentToken,
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    ThirdParty,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{InvalidAppID, NotAuthorized, TokenException, RefreshTokenInvalid},
	Texts:      componentTexts(),
	Doc:        "https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getauthorizeraccesstoken.html",
}}

// AuthorizerAccessTokenRequest is the body of GetAuthorizerAccessToken.
//
//fidelity:official getauthorizeraccesstoken request.component_appid,request.authorizer_appid,request.authorizer_refresh_token | required strings | api_authorizer_token
type AuthorizerAccessTokenRequest struct {
	ComponentAppID         string `json:"component_appid" need:"40013" doc:"the platform's app id"`
	AuthorizerAppID        string `json:"authorizer_appid" need:"40013" doc:"the account's app id"`
	AuthorizerRefreshToken string `json:"authorizer_refresh_token" need:"61023" doc:"the account's refresh token"`
}

// AuthorizerAccessTokenResponse is the answer of GetAuthorizerAccessToken. A
// success has no errcode.
//
//fidelity:official getauthorizeraccesstoken response.authorizer_access_token,response.expires_in,response.authorizer_refresh_token | the fields of a success, which has no errcode | api_authorizer_token
type AuthorizerAccessTokenResponse struct {
	AuthorizerAccessToken string `json:"authorizer_access_token" vary:"token"`
	// ExpiresIn is the access token's life in seconds.
	ExpiresIn int `json:"expires_in"`
	// AuthorizerRefreshToken replaces the one that was sent.
	AuthorizerRefreshToken string `json:"authorizer_refresh_token" vary:"refresh_token"`
}
