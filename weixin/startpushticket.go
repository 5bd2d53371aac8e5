package weixin

// StartPushTicket makes Weixin push a component_verify_ticket to a third-party
// platform every 10 minutes.
//
//fidelity:official startpushticket callers | third-party platforms | api_start_push_ticket
//fidelity:official startpushticket 40013 | no platform has the `component_appid` | api_start_push_ticket
//fidelity:inferred startpushticket,getcomponentaccesstoken 61011 | `component_appid` is an account's, not a platform's | text of the code; the page of tokens lists it
//fidelity:official getcomponentaccesstoken 41004,40125 | the secret is absent; it is wrong | older page component_access_token
//fidelity:inferred startpushticket 41004,40125 | the secret is checked as for tokens | it is the same secret
//fidelity:choice startpushticket address | no IP list is asked for: the page has no code for it
//fidelity:differs the page of startpushticket | its newer form prints a query `access_token`, its older one none | none is asked for | a platform calls it to get its first ticket, before it can have a token
var StartPushTicket = Interface[StartPushTicketRequest, Status]{Page{
	Name:       "startpushticket",
	Title:      "Start the push of tickets to a third-party platform",
	Methods:    Methods{"POST"},
	Path:       "/cgi-bin/component/api_start_push_ticket",
	Credential: AppSecret,
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    ThirdParty,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{InvalidAppID, InvalidComponent, AppSecretMissing, InvalidAppSecret},
	Doc:        "https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_startpushticket.html",
}}

// InNormalState is the text of a success where tickets are pushed already.
//
//fidelity:official startpushticket again | where tickets are pushed already, a success has the text `in a normal state` | older page component_verify_ticket_service
const InNormalState = "in a normal state"

// StartPushTicketRequest is the body of StartPushTicket.
//
//fidelity:official startpushticket request.component_appid,request.component_secret | required strings | api_start_push_ticket
type StartPushTicketRequest struct {
	ComponentAppID  string `json:"component_appid" need:"40013" doc:"the platform's app id"`
	ComponentSecret string `json:"component_secret" need:"41004" doc:"the platform's app secret"`
}
