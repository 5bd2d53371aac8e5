package weixin

import (
	"reflect"
	"strconv"
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
	// Required says that the page asks for it. Missing is then what a call
	// without it is answered: InvalidArgs before the rule, another code by the
	// rule, OK where it is served all the same.
	Required bool
	Missing  Code
	// Doc says what it is.
	Doc string
}

// Params returns the parameters of the request, in the order of its fields.
func (d Declaration) Params() []Param {
	params := make([]Param, 0, d.Request.NumField())
	for i := range d.Request.NumField() {
		field := d.Request.Field(i)
		for _, in := range []string{"query", "json", "form"} {
			tag, ok := field.Tag.Lookup(in)
			if !ok {
				continue
			}
			name, _, _ := strings.Cut(tag, ",")
			param := Param{Name: name, In: in, Index: i, Type: field.Type, Doc: field.Tag.Get("doc")}
			param.Missing, param.Required = missing(field.Tag)
			params = append(params, param)
		}
	}
	return params
}

// missing reads a need tag.
func missing(tag reflect.StructTag) (code Code, required bool) {
	need, required := tag.Lookup("need")
	if need == "required" {
		return InvalidArgs, true
	}
	number, _ := strconv.Atoi(need) // the contract's test holds that it is one
	return Code(number), required
}
