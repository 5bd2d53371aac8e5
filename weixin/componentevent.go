package weixin

import "encoding/xml"

// ComponentEvent is an event that is pushed to a third-party platform, as XML,
// once it is decrypted.
//
//fidelity:official all event.AppId,event.CreateTime,event.InfoType | the platform's app id, the time in Unix seconds, and which event it is | pages of the third-party platform
type ComponentEvent struct {
	// AppID is the platform's.
	AppID string `xml:"AppId"`
	// CreateTime is in Unix seconds.
	CreateTime int64 `xml:"CreateTime"`
	// InfoType is the Name of the event.
	InfoType string `xml:"InfoType"`
	// Body is what the event says: a TicketBody, an AuthorizedBody or an
	// UnauthorizedBody; nil where no event of this package has the InfoType.
	Body any `xml:"-"`
}

// MarshalXML implements xml.Marshaler.
func (v ComponentEvent) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return encodeEvent(e, false, componentHead(v), v.Body)
}

// UnmarshalXML implements xml.Unmarshaler.
func (v *ComponentEvent) UnmarshalXML(d *xml.Decoder, start xml.StartElement) (err error) {
	var head componentHead
	head.Body, err = decodeEvent(d, start, ToComponent, &head, &head.InfoType)
	*v = ComponentEvent(head)
	return err
}

// componentHead is a ComponentEvent without its methods.
type componentHead ComponentEvent

// EventTicket brings a component_verify_ticket.
var EventTicket = Event[TicketBody]{Push{
	Name:  "component_verify_ticket",
	Title: "A ticket, every 10 minutes",
	Doc:   "https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html",
}}

// TicketBody is what EventTicket says.
//
//fidelity:official component_verify_ticket event.ComponentVerifyTicket | the ticket | pages of the third-party platform
type TicketBody struct {
	ComponentVerifyTicket string `xml:"ComponentVerifyTicket"`
}

// authorizationDoc is the page of the three events about authorizations.
const authorizationDoc = "https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/authorize_event.html"

// EventAuthorized says that an account authorized the platform.
var EventAuthorized = Event[AuthorizedBody]{Push{Name: "authorized", Title: "An account authorized the platform", Doc: authorizationDoc}}

// EventUpdateAuthorized says that an account changed what it grants.
var EventUpdateAuthorized = Event[AuthorizedBody]{Push{Name: "updateauthorized", Title: "An account changed what it grants", Doc: authorizationDoc}}

// AuthorizedBody is what EventAuthorized and EventUpdateAuthorized say.
//
//fidelity:official authorized,updateauthorized event.AuthorizerAppid,event.AuthorizationCode,event.AuthorizationCodeExpiredTime,event.PreAuthCode | the account, the authorization code, when it ends in Unix seconds, and the code that led to the page | pages of the third-party platform
//fidelity:choice authorized,updateauthorized event.PreAuthCode | left out where the operator grants and no page was shown
type AuthorizedBody struct {
	// AuthorizerAppID is the account that the event is about.
	AuthorizerAppID   string `xml:"AuthorizerAppid"`
	AuthorizationCode string `xml:"AuthorizationCode"`
	// AuthorizationCodeExpiredTime is when the code ends, in Unix seconds.
	AuthorizationCodeExpiredTime int64  `xml:"AuthorizationCodeExpiredTime"`
	PreAuthCode                  string `xml:"PreAuthCode,omitempty"`
}

// EventUnauthorized says that an account withdrew its authorization.
var EventUnauthorized = Event[UnauthorizedBody]{Push{Name: "unauthorized", Title: "An account withdrew its authorization", Doc: authorizationDoc}}

// UnauthorizedBody is what EventUnauthorized says.
//
//fidelity:official unauthorized event.AuthorizerAppid | the account | pages of the third-party platform
type UnauthorizedBody struct {
	// AuthorizerAppID is the account that the event is about.
	AuthorizerAppID string `xml:"AuthorizerAppid"`
}
