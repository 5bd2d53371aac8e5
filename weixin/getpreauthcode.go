package weixin

// PreAuthCodeSeconds is the life of a pre-authorization code.
//
//fidelity:official getpreauthcode life | 1800 s; its example says 600 | api_create_preauthcode
const PreAuthCodeSeconds = 1800

// GetPreAuthCode makes a code with which an account's administrator is led to
// the authorization page.
//
//fidelity:official getpreauthcode callers | third-party platforms | api_create_preauthcode
//fidelity:official getpreauthcode,getauthorizerrefreshtoken,getauthorizeraccesstoken,getauthorizerinfo,getauthorizerlist 40013 | `component_appid` is not that of the token | the pages list the code
var GetPreAuthCode = Interface[PreAuthCodeRequest, PreAuthCodeResponse]{Page{
	Name:       "getpreauthcode",
	Title:      "Make a pre-authorization code, for the authorization page",
	Methods:    Methods{"POST"},
	Path:       "/cgi-bin/component/api_create_preauthcode",
	Credential: ComponentToken,
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    ThirdParty,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{InvalidAppID},
	Texts:      componentTexts(),
	Doc:        "https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getpreauthcode.html",
}}

// PreAuthCodeRequest is the body of GetPreAuthCode.
//
//fidelity:official getpreauthcode request.component_appid | a required string | api_create_preauthcode
type PreAuthCodeRequest struct {
	ComponentAppID string `json:"component_appid" need:"40013" doc:"the platform's app id"`
}

// PreAuthCodeResponse is the answer of GetPreAuthCode. A success has no
// errcode.
//
//fidelity:official getpreauthcode response.pre_auth_code,response.expires_in | the two fields of a success, which has no errcode | api_create_preauthcode
type PreAuthCodeResponse struct {
	PreAuthCode string `json:"pre_auth_code"`
	// ExpiresIn is the code's life in seconds.
	ExpiresIn int `json:"expires_in"`
}
