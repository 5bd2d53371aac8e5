package weixin

// AuthCodeSeconds is the life of an authorization code.
//
//fidelity:observed getauthorizerrefreshtoken code-life | 3600 s; the page's example says 600 | what real redirects carry (community)
const AuthCodeSeconds = 3600

// GetAuthorizerRefreshToken turns an authorization code into the tokens with
// which a third-party platform calls for an account.
//
//fidelity:official getauthorizerrefreshtoken callers | third-party platforms | api_getauthorizerrefreshtoken
//fidelity:inferred getauthorizerrefreshtoken 61009 | no code of the platform is this one | text of the code
//fidelity:observed getauthorizerrefreshtoken 61010 | the code was exchanged already: it is good once, although redirect and event bring the same | community, 2020 and 2023, by its answers
//fidelity:official getauthorizerrefreshtoken 61010 | the code is too old | text of the code; an answer of Weixin's in the community
//fidelity:inferred getauthorizerrefreshtoken 61003 | the account withdrew its authorization after the code was made | text of the code
var GetAuthorizerRefreshToken = Interface[AuthorizerRefreshTokenRequest, AuthorizerRefreshTokenResponse]{Page{
	Name:       "getauthorizerrefreshtoken",
	Title:      "Turn an authorization code into an account's tokens",
	Methods:    Methods{"POST"},
	Path:       "/cgi-bin/component/api_query_auth",
	Credential: ComponentToken,
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    ThirdParty,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{InvalidAppID, AuthCodeInvalid, AuthCodeExpired, NotAuthorized},
	Texts:      componentTexts(),
	Doc:        "https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getauthorizerrefreshtoken.html",
}}

// AuthorizerRefreshTokenRequest is the body of GetAuthorizerRefreshToken.
//
//fidelity:official getauthorizerrefreshtoken request.component_appid,request.authorization_code | required strings | api_getauthorizerrefreshtoken
type AuthorizerRefreshTokenRequest struct {
	ComponentAppID    string `json:"component_appid" need:"40013" doc:"the platform's app id"`
	AuthorizationCode string `json:"authorization_code" need:"61009" doc:"the auth_code of the redirect, or that of the event"`
}

// AuthorizerRefreshTokenResponse is the answer of GetAuthorizerRefreshToken. A
// success has no errcode.
type AuthorizerRefreshTokenResponse struct {
	AuthorizationInfo AuthorizationInfo `json:"authorization_info"`
}

// AuthorizationInfo is what an account granted. Only GetAuthorizerRefreshToken
// answers an access token.
//
//fidelity:official getauthorizerrefreshtoken response.authorization_info.authorizer_appid,response.authorization_info.authorizer_access_token,response.authorization_info.expires_in,response.authorization_info.authorizer_refresh_token | the account and its tokens; a success has no errcode | api_getauthorizerrefreshtoken
//fidelity:official getauthorizerinfo response.authorization_info.authorizer_appid,response.authorization_info.authorizer_refresh_token | the account and its refresh token; no access token | api_getauthorizerinfo
//fidelity:official getauthorizerinfo response.authorization_info.authorizer_access_token,response.authorization_info.expires_in | never there | api_getauthorizerinfo
type AuthorizationInfo struct {
	AuthorizerAppID       string `json:"authorizer_appid"`
	AuthorizerAccessToken string `json:"authorizer_access_token,omitempty"`
	// ExpiresIn is the access token's life in seconds.
	ExpiresIn              int        `json:"expires_in,omitempty"`
	AuthorizerRefreshToken string     `json:"authorizer_refresh_token"`
	FuncInfo               []FuncInfo `json:"func_info"`
}

// FuncInfo is one permission set that was granted.
type FuncInfo struct {
	FuncscopeCategory FuncscopeCategory `json:"funcscope_category"`
}

// FuncscopeCategory names a permission set.
//
//fidelity:official getauthorizerrefreshtoken,getauthorizerinfo response.authorization_info.func_info.funcscope_category.id | the permission sets granted, one object each | api_getauthorizerrefreshtoken; api_getauthorizerinfo
//fidelity:missing getauthorizerrefreshtoken,getauthorizerinfo confirm-info | `confirm_info` of a set that needs the platform's confirmation, and codes 61016 to 61022 about it | api_getauthorizerinfo
type FuncscopeCategory struct {
	ID int `json:"id"`
}

// Granted returns the ids of the permission sets that were granted.
func (i AuthorizationInfo) Granted() Sets {
	sets := make(Sets, 0, len(i.FuncInfo))
	for _, f := range i.FuncInfo {
		sets = append(sets, f.FuncscopeCategory.ID)
	}
	return sets
}

// FuncInfoOf is the func_info of permission sets.
func FuncInfoOf(sets Sets) []FuncInfo {
	list := make([]FuncInfo, 0, len(sets))
	for _, id := range sets {
		list = append(list, FuncInfo{FuncscopeCategory{id}})
	}
	return list
}
