package weixin

import (
	"reflect"
	"strings"
)

// What Declaration.Varies says of a value besides the class of a name.
const (
	// VariesNot is a value that is the same for every account and at any time.
	VariesNot = "no"
	// VariesMessage is a text of Weixin's, which may end with a rid.
	VariesMessage = "message"
	// VariesFreely is a value of which only the type is known beforehand.
	VariesFreely = ""
)

// Varies says how the value at a path of field names in a success varies, as the
// response's `vary:"…"` tags have it; the zero Declaration knows errcode and errmsg. What is neither VariesNot, VariesMessage nor
// VariesFreely is the class of a name, such as media_id: a value that is made at
// random and used again.
func (d Declaration) Varies(path ...string) string {
	field, ok := findField(d.Response, path)
	if !ok {
		field, _ = findField(reflect.TypeFor[Status](), path)
	}
	return field.Tag.Get("vary")
}

// findField finds the field at a path of names, through lists and pointers.
func findField(t reflect.Type, path []string) (reflect.StructField, bool) {
	for field := range fieldsOf(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "" && field.Anonymous:
			if found, ok := findField(field.Type, path); ok {
				return found, true
			}
		case len(path) > 0 && name == path[0]:
			if len(path) == 1 {
				return field, true
			}
			return findField(field.Type, path[1:])
		}
	}
	return reflect.StructField{}, false
}

// fieldsOf yields the exported fields of the struct that t is, lists or points to.
func fieldsOf(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for t != nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
			t = t.Elem()
		}
		if t == nil || t.Kind() != reflect.Struct {
			return
		}
		for i := range t.NumField() {
			if field := t.Field(i); field.IsExported() && !yield(field) {
				return
			}
		}
	}
}
