package weixin

// GetAuthorizerInfo tells who an account is that authorized the platform, and
// what it granted.
//
//fidelity:official getauthorizerinfo callers | third-party platforms | api_getauthorizerinfo
//fidelity:choice getauthorizerinfo 40013 | also where no account has the `authorizer_appid`
//fidelity:official getauthorizerinfo 61003 | the account does not authorize the platform, or no longer | text of the code
var GetAuthorizerInfo = Interface[AuthorizerInfoRequest, AuthorizerInfoResponse]{Page{
	Name:       "getauthorizerinfo",
	Title:      "Tell who an authorizer is and what it granted",
	Methods:    Methods{"POST"},
	Path:       "/cgi-bin/component/api_get_authorizer_info",
	Repeatable: true,
	Credential: ComponentToken,
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    ThirdParty,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{InvalidAppID, NotAuthorized},
	Texts:      componentTexts(),
	Doc:        "https://developers.weixin.qq.com/doc/oplatform/openApi/authorization-management/api_getauthorizerinfo.html",
}}

// AuthorizerInfoRequest is the body of GetAuthorizerInfo.
//
//fidelity:official getauthorizerinfo request.component_appid,request.authorizer_appid | required strings | api_getauthorizerinfo
type AuthorizerInfoRequest struct {
	ComponentAppID  string `json:"component_appid" need:"40013" doc:"the platform's app id"`
	AuthorizerAppID string `json:"authorizer_appid" need:"40013" doc:"the account's app id"`
}

// AuthorizerInfoResponse is the answer of GetAuthorizerInfo. A success has no
// errcode.
type AuthorizerInfoResponse struct {
	AuthorizerInfo    AuthorizerInfo    `json:"authorizer_info"`
	AuthorizationInfo AuthorizationInfo `json:"authorization_info"`
}

// AuthorizerInfo is an account as Weixin describes it to third parties.
//
//fidelity:official getauthorizerinfo response.authorizer_info.nick_name,response.authorizer_info.principal_name | the account's name; here for both | api_getauthorizerinfo
//fidelity:official getauthorizerinfo response.authorizer_info.head_img,response.authorizer_info.alias,response.authorizer_info.qrcode_url,response.authorizer_info.signature | strings; here always empty | api_getauthorizerinfo
//fidelity:official getauthorizerinfo response.authorizer_info.user_name | the account's original id | api_getauthorizerinfo
//fidelity:choice getauthorizerinfo response.authorizer_info.user_name | `gh_` and twelve hex digits that the app id makes
//fidelity:official getauthorizerinfo response.authorizer_info.service_type_info.id | 0 a subscription account or Mini Program, 2 a service account | api_getauthorizerinfo
//fidelity:official getauthorizerinfo response.authorizer_info.verify_type_info.id | 0 is verified, -1 is not | api_getauthorizerinfo
//fidelity:choice getauthorizerinfo response.authorizer_info.verify_type_info.id | -1 for the account of a natural person, 0 for all others
//fidelity:official getauthorizerinfo response.authorizer_info.business_info.open_pay,response.authorizer_info.business_info.open_shake,response.authorizer_info.business_info.open_scan,response.authorizer_info.business_info.open_card,response.authorizer_info.business_info.open_store | functions that are switched on; here always 0 | api_getauthorizerinfo
//fidelity:official getauthorizerinfo response.authorizer_info.idc | a number; here always 1 | api_getauthorizerinfo
//fidelity:missing getauthorizerinfo mini-program-info | `MiniProgramInfo` of a Mini Program, with its categories and domains | api_getauthorizerinfo
type AuthorizerInfo struct {
	NickName        string       `json:"nick_name"`
	HeadImg         string       `json:"head_img"`
	ServiceTypeInfo TypeInfo     `json:"service_type_info"`
	VerifyTypeInfo  TypeInfo     `json:"verify_type_info"`
	UserName        string       `json:"user_name"`
	Alias           string       `json:"alias"`
	QRCodeURL       string       `json:"qrcode_url"`
	BusinessInfo    BusinessInfo `json:"business_info"`
	IDC             int          `json:"idc"`
	PrincipalName   string       `json:"principal_name"`
	Signature       string       `json:"signature"`
}

// TypeInfo is a kind that a number names.
type TypeInfo struct {
	ID int `json:"id"`
}

// BusinessInfo says which functions an account has switched on: 1 on, 0 off.
type BusinessInfo struct {
	OpenPay   int `json:"open_pay"`
	OpenShake int `json:"open_shake"`
	OpenScan  int `json:"open_scan"`
	OpenCard  int `json:"open_card"`
	OpenStore int `json:"open_store"`
}
