package admin

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// printTable prints the records of the list in an answer, some fields of each on a
// line, and how to go on.
func printTable(s *command.Streams, o api.Operation, answer json.RawMessage) error {
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(answer, &whole); err != nil {
		return command.Errorf("the console's answer: %w", err)
	}
	var records []map[string]json.RawMessage
	for _, value := range whole {
		if text := bytes.TrimSpace(value); len(text) == 0 || text[0] != '[' {
			continue
		}
		if err := json.Unmarshal(value, &records); err != nil {
			return command.Errorf("the console's answer: %w", err)
		}
	}
	types := fieldTypes(o.Answer())
	var table command.Table
	table.Row(o.Columns...)
	for _, record := range records {
		row := make([]string, len(o.Columns))
		for i, field := range o.Columns {
			row[i] = shownAs(record[field], types[field])
		}
		table.Row(row...)
	}
	text := table.As(s.Look)
	if next := whole["next"]; len(next) > 0 {
		text += "next: " + shownValue(next) + "\n"
	}
	if err := s.Show(text); err != nil {
		return err
	}
	if len(records) == 0 {
		s.Notef("wxastore: the list is empty\n")
	}
	return nil
}

// fieldTypes are the types of the fields of an answer and of the records that it lists,
// by their names in JSON; where both have a name, it is the answer's.
func fieldTypes(t reflect.Type) map[string]reflect.Type {
	own := ownTypes(t)
	types := maps.Clone(own)
	for _, field := range own {
		if field.Kind() == reflect.Slice {
			maps.Copy(types, ownTypes(field.Elem()))
		}
	}
	maps.Copy(types, own)
	return types
}

// ownTypes are the types of a struct's own fields; of another type there are none.
func ownTypes(t reflect.Type) map[string]reflect.Type {
	types := make(map[string]reflect.Type)
	if t == nil || t.Kind() != reflect.Struct {
		return types
	}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		types[name] = f.Type
	}
	return types
}

// shownAs is a value as people read it: times in China's zone, durations in few digits.
func shownAs(value json.RawMessage, t reflect.Type) string {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[time.Time]():
		var at time.Time
		if json.Unmarshal(value, &at) == nil && !at.IsZero() {
			return command.Time(at)
		}
	case reflect.TypeFor[api.Duration]():
		var d api.Duration
		if json.Unmarshal(value, &d) == nil {
			return command.Span(time.Duration(d))
		}
	}
	return shownValue(value)
}

// printRecord prints the fields of an answer in their order.
func printRecord(s *command.Streams, o api.Operation, answer json.RawMessage) error {
	decoder := json.NewDecoder(bytes.NewReader(answer))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return command.Errorf("the console's answer is not an object: %.200s", answer)
	}
	var names []string
	var values [][]string
	types, width := fieldTypes(o.Answer()), 0
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return command.Errorf("the console's answer: %w", err)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return command.Errorf("the console's answer: %w", err)
		}
		field, _ := token.(string)
		name := command.OneLine(weixin.PrintableText(field))
		width = max(width, command.Cells(name))
		names = append(names, name)
		values = append(values, strings.Split(command.Readable(shownAs(value, types[field])), "\n"))
	}
	var text strings.Builder
	for i, name := range names {
		text.WriteString(command.Paint(s.Look.Color, command.Bold, command.Pad(name, width)) + "  " + strings.Join(values[i], "\n"+strings.Repeat(" ", width+2)) + "\n")
	}
	return s.Show(text.String())
}

// shownValue is a value as people read it: a text without its quotes.
func shownValue(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return weixin.PrintableText(text)
	}
	return weixin.PrintableText(string(value))
}
