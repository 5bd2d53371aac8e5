package cli

import (
	"reflect"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/admin"
)

// grammarOf returns what a line is parsed with. To make the whole grammar takes longer
// than most commands: of the commands that a line does not begin with, only names and
// help are there. A line that does not begin with a command needs all, and so do the
// commands about the program, which show them.
func grammarOf(args []string) any {
	whole := &cli{Admin: admin.New()}
	if len(args) == 0 {
		return whole
	}
	known := false
	from := reflect.ValueOf(whole).Elem()
	var fields []reflect.StructField
	for _, field := range reflect.VisibleFields(from.Type()) {
		if _, command := field.Tag.Lookup("cmd"); command {
			switch {
			case nameOf(field) != args[0]:
				field.Type = reflect.TypeFor[struct{}]()
			case field.Tag.Get("group") == "program", isHidden(field):
				return whole
			default:
				known = true
			}
		}
		fields = append(fields, field)
	}
	if !known {
		return whole
	}
	narrow := reflect.New(reflect.StructOf(fields))
	for _, field := range fields {
		if value := from.FieldByName(field.Name); value.Type() == field.Type {
			narrow.Elem().FieldByName(field.Name).Set(value)
		}
	}
	return narrow.Interface()
}

// nameOf is the name of a field's command, as the parser makes it of one word.
func nameOf(field reflect.StructField) string {
	if name := field.Tag.Get("name"); name != "" {
		return name
	}
	return strings.ToLower(field.Name)
}

func isHidden(field reflect.StructField) bool {
	_, hidden := field.Tag.Lookup("hidden")
	return hidden
}
