package api

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/wxastore/wxastore/internal/said"
)

// Decode reads the one JSON object of a body, which has no fields but those that
// into has. What it returns is the client's error, unless reading failed.
func Decode(r io.Reader, into any) error {
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		var more json.RawMessage
		if err = decoder.Decode(&more); errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = said.Errorf("something follows the object")
		}
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return said.Errorf("%s cannot be a %s", wrong.Field, wrong.Value)
	}
	if errors.Is(err, io.EOF) {
		err = said.Errorf("it is empty")
	}
	return said.Errorf("the body is not the JSON object that this path takes: %w", err)
}
