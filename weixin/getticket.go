package weixin

// JSTicketSeconds is the life of a ticket of GetTicket.
const JSTicketSeconds = 7200

// GetTicket returns the ticket with which an account signs pages for the JS-SDK, or
// calls about cards.
//
//fidelity:official getticket callers | official accounts and service accounts; a platform may not call for them | api_getticket
//fidelity:inferred getticket 40097 | `type` is absent, or neither `jsapi` nor `wx_card` | the page names no code; general error codes
//fidelity:official getticket life | 7,200 s | api_getticket
var GetTicket = Interface[GetTicketRequest, GetTicketResponse]{Page{
	Name:       "getticket",
	Title:      "Return the ticket that signs pages for the JS-SDK, or calls about cards",
	Methods:    Methods{"GET"},
	Path:       "/cgi-bin/ticket/getticket",
	Repeatable: true,
	Callers:    OfficialAccount | ServiceAccount,
	DailyLimit: UnpublishedLimit,
	Doc:        "https://developers.weixin.qq.com/doc/service/api/webdev/jssdk/api_getticket.html",
}}

// GetTicketRequest is the query of GetTicket.
//
//fidelity:official getticket request.type | `jsapi` or `wx_card` | api_getticket
type GetTicketRequest struct {
	Type string `query:"type" need:"required" doc:"jsapi or wx_card"`
}

// GetTicketResponse is the answer of GetTicket.
//
//fidelity:official getticket response.ticket,response.expires_in | the ticket, and its life in seconds, after errcode and errmsg | api_getticket
//fidelity:observed getticket response.expires_in | 7200 at each fetch, also of a ticket that was there before | two posts in the community, 2020 and 2021
type GetTicketResponse struct {
	Status
	Ticket string `json:"ticket" vary:"ticket"`
	// ExpiresIn is in seconds.
	ExpiresIn int `json:"expires_in"`
}
