package weixin

// GetStableAccessToken returns the account's stable access token: the same one
// until shortly before its end, unless a refresh is forced.
//
//fidelity:official getstableaccesstoken daily-limit,minute-limit | 500,000 fetches a day, 10,000 a minute | api_getstableaccesstoken
//fidelity:inferred getstableaccesstoken 45009,45011 | these limits have the codes that other limits have | the page names none
//fidelity:official getstableaccesstoken 43002 | also GET is refused: POST only | api_getstableaccesstoken
var GetStableAccessToken = Interface[StableAccessTokenRequest, AccessTokenResponse]{Page{
	Name:        "getstableaccesstoken",
	Title:       "Fetch the stable access token; repeated calls return the same one",
	Methods:     Methods{"POST"},
	Path:        "/cgi-bin/stable_token",
	Repeatable:  true,
	Credential:  AppSecret,
	Body:        JSONBody,
	MaxBody:     MaxJSONBody,
	Callers:     AllKinds,
	DailyLimit:  500_000,
	MinuteLimit: 10_000,
	Errors:      []Code{AppIDMissing, InvalidAppID, ComponentAppID, InvalidGrantType, AppSecretMissing, InvalidAppSecret, SecretFrozen, InvalidIP},
	Doc:         "https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken",
}}

// StableAccessTokenRequest is the body of GetStableAccessToken.
//
//fidelity:official getstableaccesstoken request.force_refresh | an optional boolean, false if absent | api_getstableaccesstoken
type StableAccessTokenRequest struct {
	GrantType    string `json:"grant_type" need:"40002" doc:"client_credential"`
	AppID        string `json:"appid" need:"41002" doc:"the account's app id"`
	Secret       string `json:"secret" need:"41004" doc:"the account's app secret"`
	ForceRefresh bool   `json:"force_refresh,omitempty" doc:"true kills the current token and returns a new one; 20 a day, at least 30 s apart"`
}
