package weixin

// GetAPIQuota tells how many calls of an interface the account has made today.
//
//fidelity:official getapiquota callers | every kind of account may call; a platform for itself with its own token, and for an account that granted it any permission set | api_getapiquota
//fidelity:official getapiquota 76003 | `cgi_path` has a host, or no slash at its beginning | api_getapiquota
//fidelity:inferred getapiquota 76003 | its text is the one about rids | the table has one text a code
//fidelity:official getapiquota 76021 | no interface has the path | api_getapiquota
//fidelity:official getapiquota 76022 | an sns path, or one of another kind of account | api_getapiquota
//fidelity:observed getapiquota 76022 | its text, in which the page has no blank after the comma | a real answer of 2024
var GetAPIQuota = Interface[GetAPIQuotaRequest, GetAPIQuotaResponse]{Page{
	Name:             "getapiquota",
	Title:            "Tell the limits and today's use of one interface",
	Methods:          Methods{"POST"},
	Path:             "/cgi-bin/openapi/quota/get",
	Repeatable:       true,
	Body:             JSONBody,
	MaxBody:          MaxJSONBody,
	AnyPermissionSet: true,
	Callers:          AllKinds | ThirdParty,
	DailyLimit:       UnpublishedLimit,
	Errors:           []Code{RIDNoPermission, PathNotFound, PathNotYours},
	Doc:              "https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota",
}}

// GetAPIQuotaRequest is the body of GetAPIQuota.
//
//fidelity:official getapiquota request.cgi_path | a required string | api_getapiquota
type GetAPIQuotaRequest struct {
	CGIPath string `json:"cgi_path" need:"76003" doc:"the interface's path with its leading slash and without a host"`
}

// GetAPIQuotaResponse is the answer of GetAPIQuota.
type GetAPIQuotaResponse struct {
	Status
	Quota     APIQuota   `json:"quota"`
	RateLimit *RateLimit `json:"rate_limit,omitempty"`
}

// APIQuota counts the calls of a day.
//
//fidelity:official getapiquota response.quota.daily_limit,response.quota.used,response.quota.remain | the day's limit, what is used and what is left | api_getapiquota
type APIQuota struct {
	DailyLimit int `json:"daily_limit" vary:"no"`
	Used       int `json:"used"`
	Remain     int `json:"remain"`
}

// RateLimit counts the calls of a shorter span.
//
//fidelity:official getapiquota response.rate_limit.call_count,response.rate_limit.refresh_second | calls in a span, and the span in seconds | api_getapiquota
//fidelity:choice getapiquota rate-limit | it is there only where a limit of the minute holds
//fidelity:missing getapiquota component-rate-limit | `component_rate_limit`, for calls by third-party platforms | api_getapiquota
type RateLimit struct {
	CallCount int `json:"call_count"`
	// RefreshSecond is the span in seconds.
	RefreshSecond int `json:"refresh_second"`
}
