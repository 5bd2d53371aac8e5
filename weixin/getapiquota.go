package weixin

// GetAPIQuota tells how many calls of an interface the account has made today.
var GetAPIQuota = Interface[GetAPIQuotaRequest, GetAPIQuotaResponse]{Page{
	Name:       "getapiquota",
	Title:      "Tell the limits and today's use of one interface",
	Method:     "POST",
	Path:       "/cgi-bin/openapi/quota/get",
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    AllKinds,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{RIDNoPermission, PathNotFound, PathNotYours},
	Doc:        "https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota",
}}

// GetAPIQuotaRequest is the body of GetAPIQuota.
type GetAPIQuotaRequest struct {
	CGIPath string `json:"cgi_path" need:"required" doc:"the interface's path with its leading slash and without a host"`
}

// GetAPIQuotaResponse is the answer of GetAPIQuota.
type GetAPIQuotaResponse struct {
	Status
	Quota     APIQuota   `json:"quota"`
	RateLimit *RateLimit `json:"rate_limit,omitempty"`
}

// APIQuota counts the calls of a day.
type APIQuota struct {
	DailyLimit int `json:"daily_limit"`
	Used       int `json:"used"`
	Remain     int `json:"remain"`
}

// RateLimit counts the calls of a shorter span.
type RateLimit struct {
	CallCount int `json:"call_count"`
	// RefreshSecond is the span in seconds.
	RefreshSecond int `json:"refresh_second"`
}
