package seed

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wxastore/wxastore/internal/store"
)

var (
	unknownField = regexp.MustCompile(`^(line \d+): field (.+) not found in type (\S+)$`)
	wrongValue   = regexp.MustCompile("^(line \\d+): cannot unmarshal (!!\\S+)( `.*`)? into (\\S+)$")
)

// problem says what is wrong with a document in the words of seed files, not in
// those of our types.
func problem(err error) error {
	wrong, ok := errors.AsType[*yaml.TypeError](err)
	if !ok {
		return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	said := make([]string, 0, len(wrong.Errors))
	for _, text := range wrong.Errors {
		if m := unknownField.FindStringSubmatch(text); m != nil {
			text = fmt.Sprintf("%s: there is no field %s here; there are %s", m[1], m[2], strings.Join(fieldsOf(m[3]), ", "))
		} else if m := wrongValue.FindStringSubmatch(text); m != nil {
			text = fmt.Sprintf("%s: %s stands where %s is wanted", m[1], given(m[2], strings.TrimSpace(m[3])), wanted(m[4]))
		}
		said = append(said, text)
	}
	return errors.New(strings.Join(said, "; "))
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
func given(tag, value string) string {
	switch tag {
	case "!!seq":
		return "a list"
	case "!!map":
		return "a group of fields"
	}
	return value
}

// wanted is what a type is in a seed file.
func wanted(name string) string {
	switch {
	case name == "time.Duration":
		return "a duration such as 250ms"
	case name == "string":
		return "text"
	case name == "bool":
		return "true or false"
	case name == "float64":
		return "a number"
	case slices.Contains([]string{"int", "int64"}, name):
		return "a whole number"
	case strings.HasPrefix(name, "[]"):
		return "a list"
	}
	return "a group of fields"
}
