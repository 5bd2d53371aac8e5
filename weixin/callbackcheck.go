package weixin

// CallbackCheck resolves and pings the host of the account's message URL.
//
//fidelity:observed callbackcheck daily-limit | 1,440 calls a day | blog, the answer of a quota call
//fidelity:inferred callbackcheck callers | every kind of account may call | the page's twins for other kinds of accounts
//fidelity:official callbackcheck third-party | a platform may call for itself with its own token, and for an account that granted it any permission set | api_callbackcheck
//fidelity:official callbackcheck 40202 | `action` has a value that the page does not list | older page Network_Detection
//fidelity:official callbackcheck 40203 | `check_operator` has a value that the page does not list | older page Network_Detection
//fidelity:official callbackcheck 40201 | the account has no message URL | older page Network_Detection
var CallbackCheck = Interface[CallbackCheckRequest, CallbackCheckResponse]{Page{
	Name:             "callbackcheck",
	Title:            "Check the network between the platform and the account's message URL",
	Methods:          Methods{"POST"},
	Path:             "/cgi-bin/callback/check",
	Repeatable:       true,
	Body:             JSONBody,
	MaxBody:          MaxJSONBody,
	AnyPermissionSet: true,
	Callers:          AllKinds | ThirdParty,
	DailyLimit:       1440,
	Errors:           []Code{InvalidCheckURL, InvalidCheckAction, InvalidCheckOperator},
	Doc:              "https://developers.weixin.qq.com/doc/service/api/base/api_callbackcheck",
}}

// CallbackCheckRequest is the body of CallbackCheck.
//
//fidelity:official callbackcheck request.action | `dns`, `ping` or `all` | api_callbackcheck
//fidelity:official callbackcheck request.check_operator | `CHINANET`, `UNICOM`, `CAP` or `DEFAULT` | api_callbackcheck
type CallbackCheckRequest struct {
	Action        string `json:"action" need:"40202" doc:"dns, ping or all"`
	CheckOperator string `json:"check_operator" need:"40203" doc:"CHINANET, UNICOM, CAP or DEFAULT"`
}

// CallbackCheckResponse is the answer of CallbackCheck. A success has no
// errcode.
type CallbackCheckResponse struct {
	DNS  []CallbackDNS  `json:"dns"`
	Ping []CallbackPing `json:"ping"`
}

// CallbackDNS is an address that the host's name resolved to.
//
//fidelity:official callbackcheck response.dns.ip,response.dns.real_operator | an address of the host, and whose it is | api_callbackcheck
type CallbackDNS struct {
	IP           string `json:"ip"`
	RealOperator string `json:"real_operator"`
}

// CallbackPing is the result of one ping.
//
//fidelity:official callbackcheck response.ping.ip,response.ping.from_operator,response.ping.time | the address, from where it was tried, and how long it took, such as `23.079ms` | api_callbackcheck; older page Network_Detection
//fidelity:official callbackcheck response.ping.package_loss | `0%` or `100%`: one packet is sent | api_callbackcheck
type CallbackPing struct {
	IP           string `json:"ip"`
	FromOperator string `json:"from_operator"`
	// PackageLoss is 0% or 100%: one packet is sent.
	PackageLoss string `json:"package_loss"`
	Time        string `json:"time"`
}
