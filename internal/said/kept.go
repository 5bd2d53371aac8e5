package said

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// keptError is an error as JSON keeps it: the format and what stands in it. One that is
// not a sentence is its text, or what it says before the error that it wraps.
type keptError struct {
	Format string            `json:"format,omitempty"`
	Args   []json.RawMessage `json:"args,omitempty"`
	Error  string            `json:"error,omitempty"`
}

// MarshalJSON keeps the format and what stands in it, so that the error can be said in
// another language when it is read again. What is neither a number nor an error becomes a
// text.
func (e *Error) MarshalJSON() ([]byte, error) {
	k := keptError{Format: e.format}
	for _, arg := range e.args {
		switch value := arg.(type) {
		case int, int64, string, json.Marshaler:
		case error:
			arg = plain(value)
		default:
			arg = fmt.Sprint(value)
		}
		text, err := json.Marshal(arg)
		if err != nil {
			return nil, err
		}
		k.Args = append(k.Args, text)
	}
	return json.Marshal(k)
}

// plain is an error that is not a sentence, or that is nothing but words before one.
func plain(err error) any {
	if sentence, ok := err.(*Error); ok { //nolint:errorlint // each error of a chain by itself
		return sentence
	}
	inner := errors.Unwrap(err)
	if inner == nil {
		return keptError{Error: err.Error()}
	}
	before, ok := strings.CutSuffix(err.Error(), inner.Error())
	if !ok {
		return keptError{Error: err.Error()}
	}
	return &Error{err, "%s%w", []any{before, inner}}
}

// UnmarshalJSON reads what MarshalJSON has written.
func (e *Error) UnmarshalJSON(text []byte) error {
	var k keptError
	if err := json.Unmarshal(text, &k); err != nil {
		return err
	}
	var args []any
	for _, one := range k.Args {
		arg, err := readArg(one)
		if err != nil {
			return err
		}
		args = append(args, arg)
	}
	again := fmt.Errorf(k.Format, args...)
	if strings.Contains(again.Error(), "%!") && !strings.Contains(string(text), "%!") {
		return errors.New("what stands in the sentence does not fit its format")
	}
	e.error, e.format, e.args = again, k.Format, args
	return nil
}

func readArg(text json.RawMessage) (any, error) {
	if bytes.HasPrefix(text, []byte("{")) {
		var k keptError
		if err := json.Unmarshal(text, &k); err != nil {
			return nil, err
		}
		if k.Format == "" {
			return errors.New(k.Error), nil
		}
		inner := new(Error)
		return inner, inner.UnmarshalJSON(text)
	}
	if bytes.HasPrefix(text, []byte(`"`)) {
		var value string
		return value, json.Unmarshal(text, &value)
	}
	var value int64
	return value, json.Unmarshal(text, &value)
}
