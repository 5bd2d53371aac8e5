package weixin

import "time"

// RIDLife is how long a call can be looked up by its rid.
const RIDLife = 7 * 24 * time.Hour

// GetRIDInfo tells what a call sent and was answered, by its rid.
var GetRIDInfo = Interface[GetRIDInfoRequest, GetRIDInfoResponse]{Page{
	Name:       "getridinfo",
	Title:      "Tell what a call sent and was answered, by its rid",
	Method:     "POST",
	Path:       "/cgi-bin/openapi/rid/get",
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    AllKinds,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{RIDNotFound, RIDError, RIDNoPermission},
	Doc:        "https://developers.weixin.qq.com/doc/service/api/apimanage/api_getridinfo",
}}

// GetRIDInfoRequest is the body of GetRIDInfo.
type GetRIDInfoRequest struct {
	RID string `json:"rid" need:"required" doc:"the rid at the end of an errmsg"`
}

// GetRIDInfoResponse is the answer of GetRIDInfo.
type GetRIDInfoResponse struct {
	Status
	Request RIDInfo `json:"request"`
}

// RIDInfo is what is kept of a call.
type RIDInfo struct {
	// InvokeTime is in Unix seconds.
	InvokeTime int64 `json:"invoke_time"`
	CostInMS   int64 `json:"cost_in_ms"`
	// RequestURL is the query, with credentials cut short.
	RequestURL   string `json:"request_url"`
	RequestBody  string `json:"request_body"`
	ResponseBody string `json:"response_body"`
	ClientIP     string `json:"client_ip"`
}
