package weixin

import "encoding/xml"

// AccountEvent is an event that is pushed to an account's message address, as
// XML, once it is decrypted. Texts are CDATA in it.
type AccountEvent struct {
	// ToUserName is the account's original id, gh_ and so on.
	ToUserName string `xml:"ToUserName"`
	// FromUserName is the openid of a user of the account.
	FromUserName string `xml:"FromUserName"`
	// CreateTime is in Unix seconds.
	CreateTime int64 `xml:"CreateTime"`
	// MsgType is always "event".
	MsgType string `xml:"MsgType"`
	// Event is the Name of the event.
	Event string `xml:"Event"`
	// Body is what the event says; nil where no event of this package has the name.
	Body any `xml:"-"`
}

// MarshalXML implements xml.Marshaler.
func (v AccountEvent) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	head := accountHead(v)
	head.MsgType = "event"
	return encodeEvent(e, true, head, v.Body)
}

// UnmarshalXML implements xml.Unmarshaler.
func (v *AccountEvent) UnmarshalXML(d *xml.Decoder, start xml.StartElement) (err error) {
	var head accountHead
	head.Body, err = decodeEvent(d, start, ToAccount, &head, &head.Event)
	*v = AccountEvent(head)
	return err
}

// accountHead is an AccountEvent without its methods.
type accountHead AccountEvent
