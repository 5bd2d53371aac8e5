package snapshot

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

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
		return nil, fmt.Errorf("encode a row of %s: %w", table.Name, err)
	}
	return line.Bytes(), nil
}

// decodeRow reads what encodeRow wrote, and nothing else.
func decodeRow(table store.Table, line []byte) ([]any, error) {
	if !utf8.Valid(line) {
		return nil, bad("a row of %s is not UTF-8", table.Name)
	}
	var values []json.RawMessage
	if err := json.Unmarshal(line, &values); err != nil || len(values) != len(table.Columns) {
		return nil, bad("a row of %s is no JSON array of %d values", table.Name, len(table.Columns))
	}
	row := make([]any, len(values))
	for i, column := range table.Columns {
		var err error
		if row[i], err = decodeValue(column, values[i]); err != nil {
			return nil, bad("a row of %s: %s is no %s", table.Name, column.Name, column.Kind)
		}
	}
	return row, nil
}

func decodeValue(column store.Column, raw json.RawMessage) (any, error) {
	if string(raw) == "null" {
		if column.Null {
			return nil, nil
		}
		return nil, bad("null")
	}
	switch column.Kind {
	case store.ColumnInteger:
		return into[int64](raw)
	case store.ColumnReal:
		return into[float64](raw)
	case store.ColumnBoolean:
		return into[bool](raw)
	}
	text, err := into[string](raw)
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune(text, 0) {
		return nil, bad("U+0000")
	}
	switch column.Kind {
	case store.ColumnHash:
		hash, err := store.ParseHash(text)
		return hash[:], err
	case store.ColumnBytes, store.ColumnRaw:
		return base64.StdEncoding.Strict().DecodeString(text)
	case store.ColumnList:
		_, err = into[[]string]([]byte(text))
	case store.ColumnQuotas:
		_, err = into[map[string]store.Quota]([]byte(text))
	}
	return text, err
}

func into[T any](raw []byte) (value T, err error) {
	err = json.Unmarshal(raw, &value)
	return value, err
}
