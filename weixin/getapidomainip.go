package weixin

// GetAPIDomainIP tells the addresses that Weixin's API answers at.
//
//fidelity:inferred getapidomainip callers | every kind of account may call | the scope table of api_getcallbackip
//fidelity:official getapidomainip third-party | a platform may call for itself with its own token | api_getapidomainip
//fidelity:inferred getapidomainip third-party | also for an account that granted it any permission set | api_getcallbackip says so of its twin
var GetAPIDomainIP = Interface[Nothing, IPListResponse]{Page{
	Name:             "getapidomainip",
	Title:            "List the addresses at which the API answers",
	Methods:          Methods{"GET"},
	Path:             "/cgi-bin/get_api_domain_ip",
	Repeatable:       true,
	AnyPermissionSet: true,
	Callers:          AllKinds | ThirdParty,
	DailyLimit:       UnpublishedLimit,
	Doc:              "https://developers.weixin.qq.com/doc/service/api/base/api_getapidomainip",
}}

// GetCallbackIP tells the addresses from which Weixin pushes messages.
//
//fidelity:official getcallbackip callers | every kind of account may call; a platform for itself with its own token, and for an account that granted it any permission set | api_getcallbackip
var GetCallbackIP = Interface[Nothing, IPListResponse]{Page{
	Name:             "getcallbackip",
	Title:            "List the addresses from which messages are pushed",
	Methods:          Methods{"GET"},
	Path:             "/cgi-bin/getcallbackip",
	Repeatable:       true,
	AnyPermissionSet: true,
	Callers:          AllKinds | ThirdParty,
	DailyLimit:       UnpublishedLimit,
	Doc:              "https://developers.weixin.qq.com/doc/service/api/base/api_getcallbackip",
}}

// Nothing is the request of interfaces without parameters.
type Nothing struct{}

// IPListResponse is the answer of the interfaces that list addresses. A success
// has no errcode.
//
//fidelity:official getapidomainip,getcallbackip response.ip_list | a list of strings; a success has no errcode | api_getcallbackip; older page Get_the_WeChat_server_IP_address
type IPListResponse struct {
	IPList []string `json:"ip_list"`
}
