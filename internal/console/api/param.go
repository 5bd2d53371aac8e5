package api

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/said"
)

// Param is a parameter of a path or of a query.
type Param struct {
	Name string
	// InPath parameters stand in the path, the others in the query.
	InPath bool
	// Help says what it is. Default is what it is if it is left out. Min and Max, if
	// set, are the smallest and the largest number, Enum what it can be besides "".
	Help, Default string
	Min, Max      *int64
	Enum          []string

	index []int
}

var timeType = reflect.TypeFor[time.Time]()

func params(t reflect.Type) []Param {
	var all []Param
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		p := Param{Help: f.Tag.Get("help"), Default: f.Tag.Get("default"), index: f.Index}
		if p.Name, p.InPath = f.Tag.Lookup("path"); !p.InPath {
			if p.Name = f.Tag.Get("query"); p.Name == "" {
				continue
			}
		}
		p.Help = strings.ReplaceAll(p.Help, "${default}", p.Default)
		p.Min, p.Max = number(f.Tag.Get("min")), number(f.Tag.Get("max"))
		if enum := f.Tag.Get("oneof"); enum != "" {
			p.Enum = strings.Split(enum, ",")
		}
		all = append(all, p)
	}
	return all
}

// number is the number that a tag says, nil if it says none.
func number(tag string) *int64 {
	n, err := strconv.ParseInt(tag, 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

// address writes the parameters of an input into a path and its query.
func (o Operation) address(in any) (path string, query url.Values) {
	path, query = o.Path, make(url.Values)
	v := reflect.ValueOf(in)
	for _, p := range o.Params() {
		switch text := format(v.FieldByIndex(p.index)); {
		case p.InPath:
			path = strings.Replace(path, "{"+p.Name+"}", url.PathEscape(text), 1)
		case text != "":
			query.Set(p.Name, text)
		}
	}
	return path, query
}

// format is a value as it stands in a request; "" for none.
func format(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		return fmt.Sprint(v.Elem().Interface())
	}
	if v.IsZero() {
		return ""
	}
	if t, ok := v.Interface().(time.Time); ok {
		return t.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v.Interface())
}

// ReadParams sets the parameters of an input from a request. inPath returns those of
// the path. What it returns is the client's error.
func (o Operation) ReadParams(inPath func(name string) string, rawQuery string, into any) error {
	query, err := url.ParseQuery(rawQuery)
	if err != nil {
		return said.Errorf("the query cannot be read: %w", err)
	}
	v := reflect.ValueOf(into).Elem()
	var names []string
	for _, p := range o.Params() {
		text := inPath(p.Name)
		if !p.InPath {
			names = append(names, p.Name)
			given := query[p.Name]
			switch {
			case len(given) > 1:
				return said.Errorf("%s is there more than once", p.Name)
			case len(given) == 1 && given[0] != "":
				text = given[0]
			default:
				text = p.Default
			}
		}
		if err := p.parse(v.FieldByIndex(p.index), text); err != nil {
			return err
		}
	}
	for name := range query {
		// One that is not known would be taken for one that selects all.
		if !slices.Contains(names, name) {
			return said.Errorf("there is no parameter %q; %w", name, thereAre(names))
		}
	}
	return nil
}

func thereAre(names []string) error {
	switch last := len(names) - 1; last {
	case -1:
		return said.Errorf("there is none")
	case 0:
		return said.Errorf("there is %s", names[0])
	default:
		return said.Errorf("there are %s and %s", strings.Join(names[:last], ", "), names[last])
	}
}

// parse sets a field of an input.
func (p Param) parse(field reflect.Value, text string) error {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return said.Errorf("%s is not UTF-8, or holds U+0000", p.Name)
	}
	if text == "" {
		return nil
	}
	if len(p.Enum) > 0 && !slices.Contains(p.Enum, text) {
		return said.Errorf("%s %q: use %s", p.Name, text, strings.Join(p.Enum, " or "))
	}
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	switch {
	case field.Type() == timeType:
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return said.Errorf("%s %q is not a time: write it as 2026-03-01T00:00:00Z, and + as %%2B", p.Name, text)
		}
		field.Set(reflect.ValueOf(t.UTC()))
	case field.Kind() == reflect.Bool:
		yes, err := strconv.ParseBool(text)
		if err != nil {
			return said.Errorf("%s %q: use true or false", p.Name, text)
		}
		field.SetBool(yes)
	case field.CanInt():
		n, err := strconv.ParseInt(text, 10, 64)
		switch {
		case err != nil && p.Min == nil:
			return said.Errorf("%s %q is not a number", p.Name, text)
		case p.Max != nil && (err != nil || n < *p.Min || n > *p.Max):
			return said.Errorf("%s %q must be a number from %d to %d", p.Name, text, *p.Min, *p.Max)
		case p.Min != nil && (err != nil || n < *p.Min):
			return said.Errorf("%s %q must be a number, %d or more", p.Name, text, *p.Min)
		}
		field.SetInt(n)
	default:
		field.SetString(text)
	}
	return nil
}
