package input

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/said"
)

// readLines reads a JSON object a line.
func readLines(r io.Reader) rows {
	return func(yield func(row, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 64<<10), maxLine)
		for n := 1; lines.Scan(); n++ {
			text := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte(mark)))
			if len(text) == 0 {
				continue
			}
			switch {
			case !utf8.Valid(text): // the decoder would put U+FFFD in its place
				yield(row{}, said.Errorf("line %d is not UTF-8: save the file as UTF-8", n))
				return
			case !json.Valid(text) || text[0] != '{':
				yield(row{}, said.Errorf("line %d is not a JSON object", n))
				return
			}
			columns, err := object(text)
			if err != nil {
				yield(row{}, said.Errorf("line %d: %w", n, err))
				return
			}
			if !yield(row{n, columns}, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(row{}, err)
		}
	}
}

// object reads the columns of a JSON object: texts, numbers as they are written, and lists
// of them, which become one text with blanks. A map would lose the order of the columns and
// which of them come twice.
func object(text []byte) (columns []fleet.Column, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if _, err := decoder.Token(); err != nil { // the brace
		return nil, err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		column := fleet.Column{Name: strings.TrimSpace(cell(name))}
		var value any
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		var ok bool
		if column.Value, ok = flat(value); !ok {
			return nil, said.Errorf("%s is neither a text nor a list", column.Name)
		}
		columns = append(columns, column)
	}
	return columns, nil
}

// flat is a value as the text of a column; ok is false for what is neither a text nor a
// list of texts.
func flat(value any) (text string, ok bool) {
	list, isList := value.([]any)
	if !isList {
		_, isObject := value.(map[string]any)
		return cell(value), !isObject
	}
	var parts []string
	for _, one := range list {
		switch one.(type) {
		case []any, map[string]any:
			return "", false
		}
		parts = append(parts, cell(one))
	}
	return strings.Join(parts, " "), true
}
