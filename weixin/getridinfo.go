package weixin

import "time"

// RIDLife is how long a call can be looked up by its rid.
//
//fidelity:official getridinfo life | 7 days | api_getridinfo
const RIDLife = 7 * 24 * time.Hour

// GetRIDInfo tells what a call sent and was answered, by its rid.
//
//fidelity:official getridinfo callers | every kind of account may call; a platform for itself with its own token, and for an account that granted it any permission set | api_getridinfo
//fidelity:official getridinfo 76001 | no such rid, or more than 7 days old | api_getridinfo; older page get_rid_info
//fidelity:official getridinfo 76002 | the rid is empty or malformed | older page get_rid_info
//fidelity:official getridinfo 76003 | the call was another account's | older page get_rid_info
//fidelity:missing getridinfo sns | 76022 for a rid of an sns path: there are none | api_getridinfo
var GetRIDInfo = Interface[GetRIDInfoRequest, GetRIDInfoResponse]{Page{
	Name:             "getridinfo",
	Title:            "Tell what a call sent and was answered, by its rid",
	Methods:          Methods{"POST"},
	Path:             "/cgi-bin/openapi/rid/get",
	Repeatable:       true,
	Body:             JSONBody,
	MaxBody:          MaxJSONBody,
	AnyPermissionSet: true,
	Callers:          AllKinds | ThirdParty,
	DailyLimit:       UnpublishedLimit,
	Errors:           []Code{RIDNotFound, RIDError, RIDNoPermission},
	Doc:              "https://developers.weixin.qq.com/doc/service/api/apimanage/api_getridinfo",
}}

// GetRIDInfoRequest is the body of GetRIDInfo.
//
//fidelity:official getridinfo request.rid | a required string | api_getridinfo
type GetRIDInfoRequest struct {
	RID string `json:"rid" need:"76002" doc:"the rid at the end of an errmsg"`
}

// GetRIDInfoResponse is the answer of GetRIDInfo.
type GetRIDInfoResponse struct {
	Status
	Request RIDInfo `json:"request"`
}

// RIDInfo is what is kept of a call.
//
//fidelity:official getridinfo response.request.invoke_time,response.request.cost_in_ms | when, in Unix seconds, and how long, in milliseconds | api_getridinfo
//fidelity:official getridinfo response.request.request_url | the query alone, the token cut short | example of api_getridinfo
//fidelity:official getridinfo response.request.request_body,response.request.response_body,response.request.client_ip | bodies as text, and the caller's address | api_getridinfo
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
