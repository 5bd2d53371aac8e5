package weixin

import "encoding/xml"

// The InfoTypes of events that are pushed to a third-party platform's address
// for authorization events.
const (
	// InfoTicket brings a component_verify_ticket.
	InfoTicket = "component_verify_ticket"
	// InfoAuthorized says that an account authorized the platform.
	InfoAuthorized = "authorized"
	// InfoUpdateAuthorized says that an account changed what it grants.
	InfoUpdateAuthorized = "updateauthorized"
	// InfoUnauthorized says that an account withdrew its authorization.
	InfoUnauthorized = "unauthorized"
)

// ComponentEvent is an event that is pushed to a third-party platform, as XML,
// once it is decrypted. What an event does not have is left out.
type ComponentEvent struct {
	XMLName xml.Name `xml:"xml"`
	// AppID is the platform's.
	AppID string `xml:"AppId"`
	// CreateTime is in Unix seconds.
	CreateTime int64  `xml:"CreateTime"`
	InfoType   string `xml:"InfoType"`
	// ComponentVerifyTicket is that of InfoTicket.
	ComponentVerifyTicket string `xml:"ComponentVerifyTicket,omitempty"`
	// AuthorizerAppID is the account that the event is about.
	AuthorizerAppID string `xml:"AuthorizerAppid,omitempty"`
	// AuthorizationCode and the fields after it are those of InfoAuthorized and
	// InfoUpdateAuthorized.
	AuthorizationCode string `xml:"AuthorizationCode,omitempty"`
	// AuthorizationCodeExpiredTime is when the code ends, in Unix seconds.
	AuthorizationCodeExpiredTime int64  `xml:"AuthorizationCodeExpiredTime,omitempty"`
	PreAuthCode                  string `xml:"PreAuthCode,omitempty"`
}
