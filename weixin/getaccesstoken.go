package weixin

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
	Errors:     []Code{AppIDMissing, InvalidAppID, InvalidGrantType, AppSecretMissing, InvalidAppSecret, InvalidIP, DailyQuota},
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
