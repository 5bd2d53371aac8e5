package input

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/said"
)

// Limits of what is read.
const (
	maxFile = 512 << 20
	maxLine = 1 << 20
)

// row is a line of a table: its number, and its columns in order.
type row struct {
	line    int
	columns []fleet.Column
}

type rows = iter.Seq2[row, error]

// Queried are the rows of a SQL query, as *sql.Rows are.
type Queried interface {
	Columns() ([]string, error)
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// Format returns the format of a file by its name, "" if it has none.
func Format(path string) string {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		return "csv"
	case ".yaml", ".yml":
		return "yaml"
	case ".jsonl", ".ndjson", ".json":
		return "jsonl"
	}
	return ""
}

// readFile yields the rows of a file.
func readFile(format, path string) rows {
	return func(yield func(row, error) bool) {
		file, err := os.Open(path)
		if err != nil {
			yield(row{}, err)
			return
		}
		defer file.Close()
		if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
			yield(row{}, errors.Join(err, said.Errorf("%s is not a regular file", path)))
			return
		}
		var from func(io.Reader) rows
		switch format {
		case "csv":
			from = readCSV
		case "yaml":
			from = readYAML
		case "jsonl":
			from = readLines
		default:
			yield(row{}, said.Errorf("%s: name it .csv, .yaml or .jsonl", path))
			return
		}
		for r, err := range from(io.LimitReader(file, maxFile)) {
			if err != nil {
				yield(row{}, said.Errorf("%s: %w", path, err))
				return
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Unmarked returns a text without the mark that spreadsheets put before UTF-8. UTF-16 is
// refused.
func Unmarked(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	switch head, _ := buffered.Peek(len(mark)); {
	case string(head) == mark:
		_, _ = buffered.Discard(len(mark))
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return nil, said.Errorf("it is UTF-16: save it as CSV UTF-8")
	}
	return buffered, nil
}

// mark is U+FEFF in UTF-8.
const mark = "\ufeff"

// readCSV reads RFC 4180, with or without a mark.
func readCSV(r io.Reader) rows {
	return func(yield func(row, error) bool) {
		text, err := Unmarked(r)
		if err != nil {
			yield(row{}, err)
			return
		}
		table := csv.NewReader(text)
		table.FieldsPerRecord, table.ReuseRecord = -1, true
		header, err := table.Read()
		if err != nil {
			yield(row{}, said.Errorf("the header: %w", err))
			return
		}
		header = slices.Clone(header)
		for i := range header {
			header[i] = strings.TrimSpace(header[i])
		}
		for {
			values, err := table.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(row{}, err)
				return
			}
			line, _ := table.FieldPos(0)
			if len(values) > len(header) {
				yield(row{}, said.Errorf("line %d has %d fields, the header %d", line, len(values), len(header)))
				return
			}
			one := row{line, make([]fleet.Column, 0, len(header))}
			for i, name := range header { // a row that is shorter has the others empty
				value := ""
				if i < len(values) {
					value = values[i]
				}
				if name != "" || value != "" {
					one.columns = append(one.columns, fleet.Column{Name: name, Value: value})
				}
			}
			if !yield(one, nil) {
				return
			}
		}
	}
}

// readYAML reads a list of mappings.
func readYAML(r io.Reader) rows {
	return func(yield func(row, error) bool) {
		var node yaml.Node
		if err := yaml.NewDecoder(r).Decode(&node); err != nil {
			yield(row{}, err)
			return
		}
		if len(node.Content) != 1 || node.Content[0].Kind != yaml.SequenceNode {
			yield(row{}, said.Errorf("it is not a list of merchants"))
			return
		}
		for _, entry := range node.Content[0].Content {
			one, err := mapping(entry)
			if err != nil {
				yield(row{}, said.Errorf("line %d: %w", entry.Line, err))
				return
			}
			if !yield(one, nil) {
				return
			}
		}
	}
}

// mapping reads the columns of a YAML mapping: texts, numbers, and lists of them,
// which become one text with blanks.
func mapping(node *yaml.Node) (row, error) {
	if node.Kind != yaml.MappingNode {
		return row{}, said.Errorf("it is not a mapping of columns")
	}
	one := row{line: node.Line}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, value := strings.TrimSpace(node.Content[i].Value), node.Content[i+1]
		var text string
		switch {
		case value.Kind == yaml.ScalarNode && value.Tag == "!!null":
		case value.Kind == yaml.ScalarNode:
			text = value.Value
		case value.Kind == yaml.SequenceNode:
			var parts []string
			for _, part := range value.Content {
				if part.Kind != yaml.ScalarNode {
					return row{}, said.Errorf("%s is neither a text nor a list", name)
				}
				parts = append(parts, part.Value)
			}
			text = strings.Join(parts, " ")
		default:
			return row{}, said.Errorf("%s is neither a text nor a list", name)
		}
		one.columns = append(one.columns, fleet.Column{Name: name, Value: text})
	}
	return one, nil
}

// readQuery reads the rows of a query and closes them.
func readQuery(ctx context.Context, query func(context.Context) (Queried, error)) rows {
	return func(yield func(row, error) bool) {
		found, err := query(ctx)
		if err != nil {
			yield(row{}, said.Errorf("the query: %w", err))
			return
		}
		defer found.Close() //nolint:errcheck // Err has told what went wrong
		names, err := found.Columns()
		if err != nil {
			yield(row{}, err)
			return
		}
		values := make([]any, len(names))
		for n := 1; found.Next(); n++ {
			for i := range values {
				values[i] = new(any)
			}
			if err := found.Scan(values...); err != nil {
				yield(row{}, err)
				return
			}
			one := row{line: n}
			for i, name := range names {
				one.columns = append(one.columns, fleet.Column{Name: strings.TrimSpace(name), Value: cell(*values[i].(*any))})
			}
			if !yield(one, nil) {
				return
			}
		}
		if err := found.Err(); err != nil {
			yield(row{}, said.Errorf("the query: %w", err))
		}
	}
}

func cell(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	}
	return fmt.Sprint(value)
}
