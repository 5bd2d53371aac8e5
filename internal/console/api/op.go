package api

import (
	"io"
	"reflect"
	"time"
)

// Op is an operation that is asked with an In and answers an Out.
type Op[In, Out any] struct{ Operation }

// Operation is what an operation says of itself.
type Operation struct {
	// Method and Path are as http.ServeMux has them.
	Method, Path string
	// Doc says in a sentence what it does.
	Doc string
	// Verb is the command that asks for it, after "wxastore admin"; "" if there is
	// none. A list is printed as a table of Columns, which are names of its JSON.
	Verb    string
	Columns []string
	// Line is the type of each line of an answer that is lines of JSON.
	Line reflect.Type
	// Changes is what it changes besides records: of those the store tells.
	Changes EventKind
	// Media is the type of a body or of an answer that is not JSON.
	Media string
	// MaxBody is how many bytes a body may have; 0 is the default.
	MaxBody int64
	// Time is how long it may take; 0 is the listener's limit.
	Time time.Duration
	// Destroys says in sentences what is lost for good. Where it is set, a page asks first
	// and a command wants --yes. A request says it by its method; one that replaces the
	// whole state has the body Confirm.
	Destroys string
	// Unversioned is why a change names no version of what it changes.
	Unversioned string

	in, out reflect.Type
}

// Why operations name no version.
const (
	itAdds = "It adds one, and changes none."
	allGo  = "All of it goes, whatever it is."
)

// None is the output of an operation that answers nothing, with HTTP 204.
type None struct{}

// File is the output of an operation that answers bytes. Who gets one closes it.
type File struct {
	io.ReadCloser
	// Name is what to call it, "" if it is shown and not saved. Type is the media
	// type; Size is in bytes, or -1.
	Name, Type string
	Size       int64
}

// Declare completes a declaration.
func Declare[In, Out any](o Operation) Op[In, Out] {
	o.in, o.out = reflect.TypeFor[In](), reflect.TypeFor[Out]()
	return Op[In, Out]{o}
}

// Params are the parameters of the path and of the query, in their order.
func (o Operation) Params() []Param { return params(o.in) }

// Body is the type of the body, nil if there is none.
func (o Operation) Body() reflect.Type {
	if o.in == nil {
		return nil
	}
	if f, ok := o.in.FieldByName(bodyField); ok {
		return f.Type
	}
	return nil
}

// Answer is the type of the answer, nil if it has none.
func (o Operation) Answer() reflect.Type {
	if o.out == reflect.TypeFor[None]() {
		return nil
	}
	return o.out
}

// Raw reports whether a body or an answer of the type is bytes and not JSON.
func Raw(t reflect.Type) bool {
	return t == reflect.TypeFor[io.Reader]() || t == reflect.TypeFor[File]()
}

const bodyField = "Body"

// ReadBody sets the body of an input from that of a request. What it returns is the
// client's error, unless reading failed.
func (o Operation) ReadBody(body io.Reader, into any) error {
	field := reflect.ValueOf(into).Elem()
	if field.Kind() != reflect.Struct {
		return nil
	}
	if field = field.FieldByName(bodyField); !field.IsValid() {
		return nil
	}
	if Raw(field.Type()) {
		field.Set(reflect.ValueOf(body))
		return nil
	}
	return Decode(body, field.Addr().Interface())
}

// NewInput returns a pointer to an input that is zero.
func (o Operation) NewInput() any { return reflect.New(o.in).Interface() }
