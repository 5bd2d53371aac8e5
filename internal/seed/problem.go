package seed

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wxastore/wxastore/internal/store"
)

var (
	unknownField = regexp.MustCompile(`^line (\d+): field (.+) not found in type (\S+)$`)
	wrongValue   = regexp.MustCompile("^line (\\d+): cannot unmarshal (!!\\S+)( `.*`)? into (\\S+)$")
)

// problem says what is wrong with a document in the words of seed files, not in
// those of our types.
func problem(err error) error {
	wrong, ok := errors.AsType[*yaml.TypeError](err)
	if !ok {
		return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	var said error
	for _, text := range wrong.Errors {
		one := errors.New(text)
		if m := unknownField.FindStringSubmatch(text); m != nil {
			one = store.Mistakef("line %s: there is no field %s here; there are %s", m[1], m[2], strings.Join(fieldsOf(m[3]), ", "))
		} else if m := wrongValue.FindStringSubmatch(text); m != nil {
			one = store.Mistakef("line %s: %v stands where %v is wanted", m[1], given(m[2], strings.TrimSpace(m[3])), wanted(m[4]))
		}
		if said == nil {
			said = one
		} else {
			said = store.Mistakef("%w; %w", said, one)
		}
	}
	return said
}

// fieldsOf are the fields of what the decoder calls by the name of a type.
func fieldsOf(name string) []string {
	var fields []string
	for _, t := range []reflect.Type{
		reflect.TypeFor[document](), reflect.TypeFor[Account](), reflect.TypeFor[Merchant](), reflect.TypeFor[Component](),
		reflect.TypeFor[Authorization](), reflect.TypeFor[faultSeed](), reflect.TypeFor[latencySeed](), reflect.TypeFor[store.Quota](),
	} {
		for i := 0; t.String() == name && i < t.NumField(); i++ {
			field, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
			if field == "" {
				field = strings.ToLower(t.Field(i).Name)
			}
			if field != "-" {
				fields = append(fields, field)
			}
		}
	}
	return fields
}

// given is what stands in the file: a value, or a kind of node.
func given(tag, value string) any {
	switch tag {
	case "!!seq":
		return store.Mistakef("a list")
	case "!!map":
		return store.Mistakef("a group of fields")
	}
	return value
}

// wanted is what a type is in a seed file.
func wanted(name string) store.Mistake {
	switch {
	case name == "time.Duration":
		return store.Mistakef("a duration such as 250ms")
	case name == "string":
		return store.Mistakef("text")
	case name == "bool":
		return store.Mistakef("true or false")
	case name == "float64":
		return store.Mistakef("a number")
	case slices.Contains([]string{"int", "int64"}, name):
		return store.Mistakef("a whole number")
	case strings.HasPrefix(name, "[]"):
		return store.Mistakef("a list")
	}
	return store.Mistakef("a group of fields")
}
