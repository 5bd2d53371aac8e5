package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// ErrNotUTF8 is returned for a request with a text that is not UTF-8, before
// anything is sent: Weixin would keep other characters than were meant.
var ErrNotUTF8 = said.Errorf("not UTF-8")

// ErrEmptyCredential is returned for a request whose token, secret, ticket or
// code is empty, before anything is sent.
var ErrEmptyCredential = said.Errorf("the credential is empty")

// checkText returns ErrNotUTF8 for a text that is not, named as the request
// has it.
func checkText(d weixin.Declaration, name, text string) error {
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
			return said.Errorf("%s: %s is %w: byte %d of %d begins no character; it may be GBK, or was cut in the middle of one",
				d.Name, name, ErrNotUTF8, i+1, len(text))
		}
	}
	return nil
}

// checkValue does checkText for each text in a value.
func checkValue(d weixin.Declaration, name string, v reflect.Value) error {
	if file, ok := reflect.TypeAssert[*weixin.File](v); ok {
		return checkFile(d, name, file)
	}
	switch v.Kind() {
	case reflect.String:
		return checkText(d, name, v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return checkValue(d, name, v.Elem())
		}
	case reflect.Slice, reflect.Array:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			return checkText(d, name, string(v.Bytes()))
		}
		for i := range v.Len() {
			if err := checkValue(d, fmt.Sprintf("%s[%d]", name, i), v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		for each := v.MapRange(); each.Next(); { // a function to range over would move d to the heap at each call
			key := each.Key()
			if err := errors.Join(checkValue(d, "a name in "+name, key), checkValue(d, fmt.Sprintf("%s[%v]", name, key), each.Value())); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() {
				continue
			}
			if err := checkValue(d, name+"."+field.Name, v.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkFile does checkText for what describes a file: its name and its type. A
// Content-Type stands in a line of its own, and may not end it.
func checkFile(d weixin.Declaration, name string, file *weixin.File) error {
	if file == nil {
		return nil
	}
	if strings.ContainsFunc(file.ContentType, unicode.IsControl) {
		return said.Errorf("%s: the content type of %s has a control character", d.Name, name)
	}
	return errors.Join(checkText(d, "the file name of "+name, file.Name), checkText(d, "the content type of "+name, file.ContentType))
}

// checkJSON does checkText for a JSON body, and names the field where it can.
func checkJSON(d weixin.Declaration, body json.RawMessage) error {
	var fields map[string]json.RawMessage
	if utf8.Valid(body) || json.Unmarshal(body, &fields) != nil {
		return checkText(d, "the JSON body", string(body))
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := checkText(d, name, string(fields[name])); err != nil {
			return err
		}
	}
	return checkText(d, "the JSON body", string(body)) // a name, or what stands twice
}

// checkCredential returns ErrEmptyCredential for a parameter that holds a
// credential and is empty.
func checkCredential(d weixin.Declaration, name, value string) error {
	if value == "" && weixin.IsCredential(name) {
		return said.Errorf("%s: %s: %w", d.Name, name, ErrEmptyCredential)
	}
	return nil
}

// checkRequired returns ErrMissing for a text or a list that the page requires and that
// is empty.
func checkRequired(d weixin.Declaration, req reflect.Value) error {
	for _, p := range d.Params() {
		value := req.Field(p.Index)
		empty := value.Kind() == reflect.String || value.Kind() == reflect.Slice
		if p.Required && p.Missing != weixin.OK && empty && value.Len() == 0 {
			return said.Errorf("%s: %s is %w: %s", d.Name, p.Name, ErrMissing, p.Doc)
		}
	}
	return nil
}

// checkPictures refuses a list of pictures that cannot be read, which Weixin answers with
// -1, as if the call might be repeated.
func checkPictures(p weixin.Page, pictures weixin.PicList) error {
	if _, err := pictures.Addresses(); err != nil && pictures != "" {
		return said.Errorf("%s: pic_list: %w", p.Name, err)
	}
	return nil
}

// checkIssued refuses an answer that was to bring a credential and brings none.
// The refresh token of an answer may be left out: the one before stays good.
func (a answer) checkIssued(out reflect.Value, s secrets) error {
	for i := range out.NumField() {
		name, _, _ := strings.Cut(out.Type().Field(i).Tag.Get("json"), ",")
		value := out.Field(i)
		if value.Kind() == reflect.String && value.String() == "" && weixin.IsCredential(name) && !strings.HasSuffix(name, "refresh_token") {
			return answerError(a.resp, s, a.json, "the answer has no "+name)
		}
	}
	return nil
}
