package admin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// printTable prints the records of the list in an answer, some fields of each on a
// line, and how to go on.
func printTable(s *command.Streams, answer json.RawMessage, fields []string) error {
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(answer, &whole); err != nil {
		return command.Errorf("the console's answer: %w", err)
	}
	var records []map[string]json.RawMessage
	for name, value := range whole {
		if name == "next" || name == "total" {
			continue
		}
		if err := json.Unmarshal(value, &records); err != nil {
			return command.Errorf("the console's answer: %w", err)
		}
	}
	var text bytes.Buffer
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, strings.Join(fields, "\t"))
	for _, record := range records {
		for i, field := range fields {
			if i > 0 {
				fmt.Fprint(table, "\t")
			}
			fmt.Fprint(table, command.OneLine(shownValue(record[field])))
		}
		fmt.Fprintln(table)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if next := whole["next"]; len(next) > 0 {
		fmt.Fprintf(&text, "next: %s\n", shownValue(next))
	}
	return s.Printf("%s", text.String())
}

// printRecord prints the fields of an answer in their order.
func printRecord(s *command.Streams, answer json.RawMessage) error {
	decoder := json.NewDecoder(bytes.NewReader(answer))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return command.Errorf("the console's answer is not an object: %.200s", answer)
	}
	var text bytes.Buffer
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return command.Errorf("the console's answer: %w", err)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return command.Errorf("the console's answer: %w", err)
		}
		lines := strings.Split(command.Readable(shownValue(value)), "\n")
		fmt.Fprintf(table, "%s\t%s\n", name, strings.ReplaceAll(strings.Join(lines, "\n\t"), "\v", " "))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return s.Printf("%s", text.String())
}

// shownValue is a value as people read it: a text without its quotes.
func shownValue(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return weixin.PrintableText(text)
	}
	return weixin.PrintableText(string(value))
}
