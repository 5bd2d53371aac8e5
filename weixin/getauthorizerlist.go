package weixin

// MaxAuthorizers is how many accounts one call of GetAuthorizerList lists.
const MaxAuthorizers = 500

// GetAuthorizerList lists the accounts that authorize the platform.
//
//fidelity:official getauthorizerlist callers | third-party platforms | api_getauthorizerlist
//fidelity:official getauthorizerlist 40170 | `count` is more than 500 | api_getauthorizerlist
//fidelity:choice getauthorizerlist 40170 | also where `count` or `offset` is negative
//fidelity:choice getauthorizerlist order | by app id; a `count` of 0 lists none
var GetAuthorizerList = Interface[AuthorizerListRequest, AuthorizerListResponse]{Page{
	Name:       "getauthorizerlist",
	Title:      "List the accounts that authorize the platform",
	Methods:    Methods{"POST"},
	Path:       "/cgi-bin/component/api_get_authorizer_list",
	Repeatable: true,
	Credential: ComponentToken,
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    ThirdParty,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{InvalidAppID, CountExceedsLimit},
	Texts:      componentTexts(),
	Doc:        "https://developers.weixin.qq.com/doc/oplatform/openApi/authorization-management/api_getauthorizerlist.html",
}}

// AuthorizerListRequest is the body of GetAuthorizerList.
//
//fidelity:official getauthorizerlist request.component_appid,request.offset,request.count | all required | api_getauthorizerlist
//fidelity:choice getauthorizerlist request.offset,request.count | one that is absent counts as 0
type AuthorizerListRequest struct {
	ComponentAppID string `json:"component_appid" need:"40013" doc:"the platform's app id"`
	Offset         int    `json:"offset" need:"0" doc:"how many accounts to leave out, from 0"`
	Count          int    `json:"count" need:"0" doc:"how many accounts to list, at most 500"`
}

// AuthorizerListResponse is the answer of GetAuthorizerList. A success has no
// errcode.
//
//fidelity:official getauthorizerlist response.total_count | how many accounts there are in all | api_getauthorizerlist
type AuthorizerListResponse struct {
	TotalCount int          `json:"total_count"`
	List       []Authorizer `json:"list"`
}

// Authorizer is an account that authorizes the platform.
//
//fidelity:official getauthorizerlist response.list.authorizer_appid,response.list.refresh_token | the account and its refresh token | api_getauthorizerlist
//fidelity:official getauthorizerlist response.list.auth_time | when it authorized, in Unix seconds | api_getauthorizerlist
type Authorizer struct {
	AuthorizerAppID string `json:"authorizer_appid"`
	RefreshToken    string `json:"refresh_token"`
	// AuthTime is in Unix seconds.
	AuthTime int64 `json:"auth_time"`
}
