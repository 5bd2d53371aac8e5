package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/wxastore/wxastore/weixin"
)

// ReadJSON reads a JSON text of what a sentence calls from, without the mark
// that editors of Windows put before it. One that is too long is left for the
// service to refuse.
func ReadJSON(r io.Reader, from, otherwise string) (json.RawMessage, error) {
	text, err := io.ReadAll(io.LimitReader(r, weixin.MaxJSONBody+1))
	if err != nil {
		return nil, Errorf("reading %s: %w", from, err)
	}
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return nil, Usagef("%s is UTF-16: save it as UTF-8", from)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if len(text) <= weixin.MaxJSONBody && !json.Valid(text) {
		return nil, Usagef("%s is not JSON: %s", from, otherwise)
	}
	return text, nil
}

// ReadJSONFile reads the JSON text of a file.
func ReadJSONFile(path, otherwise string) (json.RawMessage, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Usagef("%s: no such file", path)
	}
	if err != nil {
		return nil, Errorf("reading the body: %w", err)
	}
	defer file.Close()
	return ReadJSON(file, path, otherwise)
}
