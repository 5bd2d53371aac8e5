package weixin

// CallbackCheck resolves and pings the host of the account's message URL.
var CallbackCheck = Interface[CallbackCheckRequest, CallbackCheckResponse]{Page{
	Name:       "callbackcheck",
	Title:      "Check the network between the platform and the account's message URL",
	Method:     "POST",
	Path:       "/cgi-bin/callback/check",
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    AllKinds,
	DailyLimit: 1440,
	Errors:     []Code{InvalidArgs},
	Doc:        "https://developers.weixin.qq.com/doc/service/api/base/api_callbackcheck",
}}

// CallbackCheckRequest is the body of CallbackCheck.
type CallbackCheckRequest struct {
	Action        string `json:"action" need:"required" doc:"dns, ping or all"`
	CheckOperator string `json:"check_operator" need:"required" doc:"CHINANET, UNICOM, CAP or DEFAULT"`
}

// CallbackCheckResponse is the answer of CallbackCheck. A success has no
// errcode.
type CallbackCheckResponse struct {
	DNS  []CallbackDNS  `json:"dns"`
	Ping []CallbackPing `json:"ping"`
}

// CallbackDNS is an address that the host's name resolved to.
type CallbackDNS struct {
	IP           string `json:"ip"`
	RealOperator string `json:"real_operator"`
}

// CallbackPing is the result of one ping.
type CallbackPing struct {
	IP           string `json:"ip"`
	FromOperator string `json:"from_operator"`
	// PackageLoss is 0% or 100%: one packet is sent.
	PackageLoss string `json:"package_loss"`
	Time        string `json:"time"`
}
