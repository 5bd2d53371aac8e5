package fidelity

import (
	"reflect"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// contract is what of one interface, or of one event, needs a mark.
type contract struct {
	name string
	// fields are request.NAME, response.PATH and event.NAME, in the order of the
	// structs.
	fields []string
	// codes are those that the interface can answer.
	codes []weixin.Code
	// own are the codes of its own rule, which no mark of all calls covers.
	own []weixin.Code
	// words are the behaviours that need a mark: its daily limit, and each method
	// besides the one that the page prints, under its name in lower case.
	words []string
	// unpublished is set where Weixin publishes no daily limit.
	unpublished bool
}

// pageless are the codes that are answered whatever a page lists: they need a mark
// of all calls.
func pageless() []weixin.Code {
	return []weixin.Code{weixin.SystemError, weixin.OK, weixin.InvalidURL, weixin.InvalidArgs}
}

func newContract(d weixin.Declaration) contract {
	c := contract{name: d.Name, codes: d.Codes(), own: d.Errors, words: []string{"daily-limit"}, unpublished: d.DailyLimit == weixin.UnpublishedLimit}
	for _, method := range d.Methods[1:] {
		c.words = append(c.words, strings.ToLower(method))
	}
	if d.Credential.Bearer() {
		c.fields = append(c.fields, "request.access_token")
	}
	if d.Credential == weixin.ComponentToken {
		c.fields = append(c.fields, "request.component_access_token")
	}
	for _, p := range d.Params() {
		c.fields = append(c.fields, "request."+p.Name)
	}
	c.fields = append(c.fields, leaves("response", d.Response)...)
	return c
}

func newEventContract(d weixin.EventDeclaration) contract {
	return contract{name: d.Name, fields: eventFields(d.Body)}
}

// headFields are those that every event of a target has.
func headFields() []string {
	return append(eventFields(reflect.TypeFor[weixin.ComponentEvent]()), eventFields(reflect.TypeFor[weixin.AccountEvent]())...)
}

// eventFields are event.NAME, in the order of the struct.
func eventFields(t reflect.Type) (fields []string) {
	for field := range t.Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("xml"), ","); name != "-" {
			fields = append(fields, "event."+name)
		}
	}
	return fields
}

// leaves returns the paths of a struct's JSON fields that hold no fields
// themselves.
func leaves(path string, t reflect.Type) []string {
	var paths []string
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		inner := field.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		switch {
		case name == "-" || !field.IsExported():
		case field.Anonymous && name == "":
			paths = append(paths, leaves(path, inner)...)
		case inner.Kind() == reflect.Struct && inner.NumField() > 0:
			paths = append(paths, leaves(path+"."+name, inner)...)
		default:
			paths = append(paths, path+"."+name)
		}
	}
	return paths
}

func (c contract) hasField(path string) bool      { return slices.Contains(c.fields, path) }
func (c contract) hasCode(code weixin.Code) bool  { return slices.Contains(c.codes, code) }
func (c contract) ownsCode(code weixin.Code) bool { return slices.Contains(c.own, code) }
