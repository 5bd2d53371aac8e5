package weixin

import (
	"reflect"
	"strings"
)

// Param is one parameter of a request.
type Param struct {
	// Name is the parameter's name on the wire.
	Name string
	// In is "query", "json" or "form".
	In string
	// Index is the field's index in the request struct.
	Index int
	// Type is the field's type.
	Type reflect.Type
	// Required says that the page asks for it.
	Required bool
	// Doc says what it is.
	Doc string
}

// Params returns the parameters of the request, in the order of its fields.
func (d Declaration) Params() []Param {
	var params []Param
	for i := range d.Request.NumField() {
		field := d.Request.Field(i)
		for _, in := range []string{"query", "json", "form"} {
			tag, ok := field.Tag.Lookup(in)
			if !ok {
				continue
			}
			name, _, _ := strings.Cut(tag, ",")
			params = append(params, Param{
				Name: name, In: in, Index: i, Type: field.Type,
				Required: field.Tag.Get("need") == "required",
				Doc:      field.Tag.Get("doc"),
			})
		}
	}
	return params
}
