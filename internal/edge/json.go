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

// json reads the body as one JSON object, whatever its Content-Type.
//
//fidelity:inferred all request-type | the Content-Type of JSON is not looked at | SDKs send many, or none
func (d *decoder) json(w http.ResponseWriter, r *http.Request, call *Call, req reflect.Value) error {
	body, err := d.readBody(w, r, call)
	if err != nil {
		return err
	}
	if len(body) == 0 {
		return Refuse(weixin.EmptyPostData, "the body is empty")
	}
	if err := decodeJSON(body, d.fields, req); err != nil {
		return Refuse(weixin.DataFormat, "%v", err)
	}
	return nil
}

// decodeJSON sets the fields that the body, an object, has. Unlike a plain
// json.Unmarshal it takes names exactly as declared, and refuses what would be
// changed on the way: bytes that are not UTF-8, half surrogates, and U+0000,
// which not every database keeps.
//
//fidelity:choice all 47001 | the body is not UTF-8, or holds half a surrogate or U+0000
//fidelity:inferred all names | names of fields are taken exactly | no page takes another spelling
//fidelity:choice all names-twice | of a name that comes twice the last counts
//fidelity:observed all names-unknown | unknown fields and query parameters are ignored | SDKs send some
func decodeJSON(body []byte, fields []weixin.Param, req reflect.Value) error {
	if !utf8.Valid(body) {
		return errors.New("the body is not UTF-8")
	}
	if err := checkEscapes(body); err != nil {
		return err
	}
	if !json.Valid(body) {
		return errors.New("the body is not a JSON object")
	}
	switch body = skipSpace(body); body[0] {
	case 'n':
		return errors.New("the body is null")
	case '{':
	default:
		return errors.New("the body is not a JSON object")
	}
	for _, p := range fields {
		value := member(body, p.Name)
		if value == nil {
			continue
		}
		if err := decodeValue(value, req.Field(p.Index).Addr().Interface()); err != nil {
			return fmt.Errorf("%s is not a %s", p.Name, p.Type.Kind())
		}
	}
	return nil
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
