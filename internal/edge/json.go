package edge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wxastore/wxastore/weixin"
)

// json reads the body as one JSON object, whatever its Content-Type, and returns
// the first field that is required and missing, nil if there is none. Only a
// request of the method POST needs a body.
//
//fidelity:observed all empty-array | of a call that needs no body, `[]` counts as `{}` | PHP clients send it for no parameters
//fidelity:inferred all request-type | the Content-Type of JSON is not looked at | SDKs send many, or none
func (d *decoder) json(w http.ResponseWriter, r *http.Request, call *Call, req reflect.Value) (absent *weixin.Param, err error) {
	body, err := d.readBody(w, r, call)
	if err != nil {
		return nil, err
	}
	if len(body) == 0 {
		if r.Method == http.MethodPost {
			return nil, Refuse(weixin.EmptyPostData, "the body is empty")
		}
		body = emptyObject
	}
	if d.page.Methods.Has(http.MethodGet) && string(bytes.TrimSpace(body)) == "[]" {
		body = emptyObject
	}
	if absent, err = decodeJSON(body, d.fields, req); err != nil {
		return nil, Refuse(weixin.DataFormat, "%v", err)
	}
	return absent, nil
}

// emptyObject stands for the body that a GET does not have.
var emptyObject = []byte("{}")

// decodeJSON sets the fields that the body, an object, has. Unlike a plain
// json.Unmarshal it takes names exactly as declared, and refuses what would be
// changed on the way: bytes that are not UTF-8, half surrogates, and U+0000,
// which not every database keeps. It returns the first field that is required
// and missing.
//
//fidelity:choice all 47001 | the body is not UTF-8, or holds half a surrogate or U+0000
//fidelity:inferred all names | names of fields are taken exactly | no page takes another spelling
//fidelity:choice all names-twice | of a name that comes twice the last counts
//fidelity:observed all names-unknown | unknown fields and query parameters are ignored | SDKs send some
func decodeJSON(body []byte, fields []weixin.Param, req reflect.Value) (absent *weixin.Param, err error) {
	if !utf8.Valid(body) {
		return nil, errors.New("the body is not UTF-8")
	}
	if err := checkEscapes(body); err != nil {
		return nil, err
	}
	if !json.Valid(body) {
		return nil, errors.New("the body is not a JSON object")
	}
	switch body = skipSpace(body); body[0] {
	case 'n':
		return nil, errors.New("the body is null")
	case '{':
	default:
		return nil, errors.New("the body is not a JSON object")
	}
	for i, p := range fields {
		value := member(body, p.Name)
		if absent == nil && p.Missing != weixin.OK && isMissing(value) {
			absent = &fields[i]
		}
		if value == nil {
			continue
		}
		if err := decodeValue(value, req.Field(p.Index).Addr().Interface()); err != nil {
			return nil, fmt.Errorf("%s is not a %s", p.Name, p.Type.Kind())
		}
	}
	return absent, nil
}

// isMissing reports whether a value, nil for none, says nothing.
func isMissing(value []byte) bool {
	switch string(value) {
	case "", "null", `""`:
		return true
	}
	return false
}

// decodeValue is json.Unmarshal for a value that is known to be valid, UTF-8 and
// without half surrogates.
func decodeValue(value []byte, into any) error {
	switch into := into.(type) {
	case *string:
		if text, plain := plainText(value); plain {
			*into = string(text)
			return nil
		}
	case json.Unmarshaler:
		return into.UnmarshalJSON(value)
	}
	return json.Unmarshal(value, into)
}

// checkEscapes looks at the \u escapes of a JSON text.
func checkEscapes(body []byte) error {
	for {
		at := bytes.IndexByte(body, '\\')
		if at < 0 || at+1 >= len(body) {
			return nil
		}
		if body[at+1] != 'u' {
			body = body[at+2:]
			continue
		}
		r := escape(body[at:])
		body = body[min(at+6, len(body)):]
		switch {
		case r == 0:
			return errors.New("a string holds U+0000")
		case utf16.IsSurrogate(r):
			if utf16.DecodeRune(r, escape(body)) == utf8.RuneError {
				return errors.New("a string holds half a surrogate pair")
			}
			body = body[6:]
		}
	}
}

// escape reads the \uXXXX that b begins with; -1 if it does not.
func escape(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}
