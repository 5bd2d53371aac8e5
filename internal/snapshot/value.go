package snapshot

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// encodeRow writes a row as a JSON array.
func encodeRow(table store.Table, row []any) ([]byte, error) {
	values := make([]any, len(row))
	for i, value := range row {
		values[i] = value
		if raw, ok := value.([]byte); ok {
			values[i] = base64.StdEncoding.EncodeToString(raw)
			if table.Columns[i].Kind == store.ColumnHash {
				values[i] = hex.EncodeToString(raw)
			}
		}
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(values); err != nil {
		return nil, said.Errorf("encode a row of %s: %w", table.Name, err)
	}
	return line.Bytes(), nil
}

// decodeRow reads what encodeRow wrote, and nothing else.
func decodeRow(l layout, line []byte) ([]any, error) {
	name := l.table.Name
	if !utf8.Valid(line) {
		return nil, bad("a row of %s is not UTF-8", name)
	}
	var values []json.RawMessage
	if err := json.Unmarshal(line, &values); err != nil || len(values) != len(l.columns) {
		return nil, bad("a row of %s is not a JSON array of %d values", name, len(l.columns))
	}
	row := make([]any, len(values))
	for i, column := range l.columns {
		if string(values[i]) == "null" {
			if mayLack := l.null[i] && column.Added; !column.Null && !mayLack {
				return nil, bad("a row of %s: %s is null", name, column.Name)
			}
			continue
		}
		var err error
		if row[i], err = decodeValue(column.Kind, values[i]); err != nil {
			return nil, bad("a row of %s: %s is not of the kind %s", name, column.Name, column.Kind)
		}
	}
	return l.row(row), nil
}

func decodeValue(kind store.ColumnKind, raw json.RawMessage) (any, error) {
	switch kind {
	case store.ColumnInteger:
		return into[int64](raw)
	case store.ColumnReal:
		return into[float64](raw)
	case store.ColumnBoolean:
		return into[bool](raw)
	default: // is written as a text
	}
	text, err := into[string](raw)
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune(text, 0) {
		return nil, errNUL
	}
	switch kind {
	case store.ColumnHash:
		hash, err := store.ParseHash(text)
		return hash[:], err
	case store.ColumnBytes, store.ColumnRaw:
		return base64.StdEncoding.Strict().DecodeString(text)
	case store.ColumnList:
		_, err = into[[]string]([]byte(text))
	case store.ColumnQuotas:
		_, err = into[map[string]store.Quota]([]byte(text))
	default: // any text will do
	}
	return text, err
}

// errNUL is the error of a text that PostgreSQL cannot hold.
var errNUL = said.Errorf("U+0000")

func into[T any](raw []byte) (value T, err error) {
	err = json.Unmarshal(raw, &value)
	return value, err
}
