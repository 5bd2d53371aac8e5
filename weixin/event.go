package weixin

import (
	"encoding/xml"
	"reflect"
	"strings"
	"time"
)

// Push is what a documentation page says of one event that Weixin pushes.
type Push struct {
	// Name tells receivers which event it is: the InfoType of one to a component,
	// the Event of one to an account, whose MsgType is "event".
	Name string
	// Title says in a few words when it is pushed.
	Title string
	// To is whose address it is pushed to.
	To Target
	// Doc is the address of the page.
	Doc string
}

// Target is whose address an event is pushed to.
type Target int

const (
	// ToComponent is a third-party platform's address for authorization events.
	// Such an event is a ComponentEvent.
	ToComponent Target = iota
	// ToAccount is the message address of an account, or of the platform that
	// handles its messages. Such an event is an AccountEvent.
	ToAccount
)

// Event is a Push together with the type of what the event says: a struct whose
// fields are those of the page, in the order in which they come, each with its
// `xml:"name"`. What every event of the target has, such as CreateTime, is not
// among them.
type Event[Body any] struct{ Push }

// Declared returns the declaration without its type parameter.
func (e Event[Body]) Declared() EventDeclaration {
	return EventDeclaration{e.Push, reflect.TypeFor[Body]()}
}

// ForComponent returns the event as it is pushed to a component.
func (e Event[Body]) ForComponent(appID string, at time.Time, body Body) ComponentEvent {
	return ComponentEvent{AppID: appID, CreateTime: at.Unix(), InfoType: e.Name, Body: body}
}

// ForAccount returns the event as it is pushed to an account. To which account, and
// from which of its users, the sender sets.
func (e Event[Body]) ForAccount(at time.Time, body Body) AccountEvent {
	return AccountEvent{CreateTime: at.Unix(), MsgType: "event", Event: e.Name, Body: body}
}

// EventDeclaration is an Event whose type is a value.
type EventDeclaration struct {
	Push
	Body reflect.Type
}

// Events returns every declared event.
func Events() []EventDeclaration {
	return []EventDeclaration{
		EventTicket.Declared(), EventAuthorized.Declared(), EventUpdateAuthorized.Declared(), EventUnauthorized.Declared(),
		EventCreateMapPOI.Declared(),
		EventApplyMerchant.Declared(),
		EventDebugDemo.Declared(), EventAddStoreAudit.Declared(), EventModifyStoreAudit.Declared(),
	}
}

// encodeEvent writes an event as one element: the fields of its head, then those
// of its body, if it has one. cdata has texts written as CDATA.
func encodeEvent(e *xml.Encoder, cdata bool, head, body any) error {
	start := xml.StartElement{Name: xml.Name{Local: "xml"}}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	for _, part := range []any{head, body} {
		if part == nil {
			continue
		}
		v := reflect.ValueOf(part)
		for i := range v.NumField() {
			name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("xml"), ",")
			if name == "-" || option == "omitempty" && v.Field(i).IsZero() {
				continue
			}
			value := v.Field(i).Interface()
			if text, ok := value.(string); ok && cdata {
				value = struct {
					Text string `xml:",cdata"`
				}{text}
			}
			if err := e.EncodeElement(value, xml.StartElement{Name: xml.Name{Local: name}}); err != nil {
				return err
			}
		}
	}
	return e.EncodeToken(start.End())
}

// decodeEvent reads the fields of a head, a pointer to a struct, and then those
// of the body of the declared event that name tells. The body of an event that is
// not declared is nil.
func decodeEvent(d *xml.Decoder, start xml.StartElement, to Target, head any, name *string) (body any, err error) {
	var inner struct {
		Text []byte `xml:",innerxml"`
	}
	if err := d.DecodeElement(&inner, &start); err != nil {
		return nil, err
	}
	text := append(append([]byte("<xml>"), inner.Text...), "</xml>"...)
	if err := xml.Unmarshal(text, head); err != nil {
		return nil, err
	}
	for _, declared := range Events() {
		if declared.To == to && declared.Name == *name {
			value := reflect.New(declared.Body)
			err := xml.Unmarshal(text, value.Interface())
			return value.Elem().Interface(), err
		}
	}
	return nil, nil
}
