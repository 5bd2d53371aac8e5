package weixin

// GetAuthorizerOption tells an option of an account that authorizes the platform.
//
//fidelity:inferred getauthorizeroptioninfo callers | third-party platforms, with their own token | SDKs call it so; its page is not at hand
//fidelity:choice getauthorizeroptioninfo,setauthorizeroptioninfo 40013 | as for api_get_authorizer_info
//fidelity:choice getauthorizeroptioninfo,setauthorizeroptioninfo 61003 | as for api_get_authorizer_info
//fidelity:choice getauthorizeroptioninfo,setauthorizeroptioninfo 40097 | also an option that there is not, or a value that it cannot have
var GetAuthorizerOption = Interface[AuthorizerOptionRequest, AuthorizerOptionResponse]{
	authorizerOption("getauthorizeroptioninfo", "Tell an option of an authorizer", "/cgi-bin/component/api_get_authorizer_option"),
}

// AuthorizerOptionRequest is the body of GetAuthorizerOption.
//
//fidelity:inferred getauthorizeroptioninfo request.component_appid,request.authorizer_appid,request.option_name | strings | SDKs
type AuthorizerOptionRequest struct {
	ComponentAppID  string `json:"component_appid" need:"40013" doc:"the platform's app id"`
	AuthorizerAppID string `json:"authorizer_appid" need:"40013" doc:"the account's app id"`
	OptionName      string `json:"option_name" need:"required" doc:"location_report, voice_recognize or customer_service"`
}

// AuthorizerOptionResponse is the answer of GetAuthorizerOption. A success has no
// errcode.
//
//fidelity:inferred getauthorizeroptioninfo response.authorizer_appid,response.option_name,response.option_value | strings, without errcode | SDKs
type AuthorizerOptionResponse struct {
	AuthorizerAppID string `json:"authorizer_appid"`
	OptionName      string `json:"option_name"`
	OptionValue     string `json:"option_value"`
}

// SetAuthorizerOption changes an option of an account that authorizes the platform.
//
//fidelity:inferred setauthorizeroptioninfo callers | third-party platforms, with their own token | SDKs call it so; its page is not at hand
var SetAuthorizerOption = Interface[SetAuthorizerOptionRequest, Status]{
	authorizerOption("setauthorizeroptioninfo", "Change an option of an authorizer", "/cgi-bin/component/api_set_authorizer_option"),
}

// authorizerOption is what the pages of both have in common.
func authorizerOption(name, title, path string) Page {
	return Page{
		Name:       name,
		Title:      title,
		Methods:    Methods{"POST"},
		Path:       path,
		Repeatable: true,
		Credential: ComponentToken,
		Body:       JSONBody,
		MaxBody:    MaxJSONBody,
		Callers:    ThirdParty,
		DailyLimit: UnpublishedLimit,
		Errors:     []Code{InvalidAppID, NotAuthorized},
		Texts:      componentTexts(),
		Doc:        "https://developers.weixin.qq.com/doc/oplatform/openApi/authorization-management/",
	}
}

// SetAuthorizerOptionRequest is the body of SetAuthorizerOption.
//
//fidelity:inferred setauthorizeroptioninfo request.component_appid,request.authorizer_appid,request.option_name | strings | SDKs
//fidelity:inferred setauthorizeroptioninfo request.option_value | a string; a number is taken, too | SDKs
type SetAuthorizerOptionRequest struct {
	ComponentAppID  string `json:"component_appid" need:"40013" doc:"the platform's app id"`
	AuthorizerAppID string `json:"authorizer_appid" need:"40013" doc:"the account's app id"`
	OptionName      string `json:"option_name" need:"required" doc:"location_report, voice_recognize or customer_service"`
	OptionValue     ID     `json:"option_value" need:"required" doc:"0, 1 or for location_report 2"`
}
