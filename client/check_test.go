package client

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// closing says whether it was closed.
type closing struct {
	io.Reader
	closed *bool
}

func (c closing) Close() error { *c.closed = true; return nil }

// filled returns a request of d that can be sent, and whether its file was
// closed, true if it has none.
func filled(d weixin.Declaration) (request reflect.Value, closed *bool) {
	request, closed = reflect.New(d.Request).Elem(), new(bool)
	*closed = true
	for _, p := range d.Params() {
		field := request.Field(p.Index)
		switch {
		case field.Kind() == reflect.String:
			field.SetString("a值")
		case p.Type == reflect.TypeFor[*weixin.File]():
			*closed = false
			field.Set(reflect.ValueOf(&weixin.File{Name: "a.png", ContentType: "image/png", Content: closing{strings.NewReader("x"), closed}}))
		}
	}
	return request, closed
}

// Of every interface, no text of a request that is not UTF-8 is sent.
func TestTextsThatAreNotUTF8(t *testing.T) {
	bad := map[string]string{
		"GBK": "\xb2\xe8\xb9\xdd", "cut": "茶馆"[:4], "UTF-16": "\xff\xfe\x36\x83", "half a surrogate": "\xed\xa0\x80", "overlong": "\xc0\xaf", "in the middle": "a\xffb",
	}
	texts, files := 0, 0
	refuse := func(d weixin.Declaration, name string, set func(request reflect.Value, text string)) {
		t.Helper()
		for kind, text := range bad {
			request, closed := filled(d)
			set(request, text)
			_, err := newMessage(d, request)
			if !errors.Is(err, ErrNotUTF8) || !strings.Contains(err.Error(), d.Name) || !strings.Contains(err.Error(), name) || !*closed {
				t.Errorf("%s: %s in %s: got %v, closed %v", d.Name, kind, name, err, *closed)
			}
		}
	}
	for _, d := range weixin.Declarations() {
		request, _ := filled(d)
		if _, err := newMessage(d, request); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
		for _, p := range d.Params() {
			switch {
			case p.Type.Kind() == reflect.String:
				texts++
				refuse(d, p.Name, func(r reflect.Value, text string) { r.Field(p.Index).SetString(text) })
			case p.Type == reflect.TypeFor[*weixin.File]():
				files++
				file := func(r reflect.Value) *weixin.File { return r.Field(p.Index).Interface().(*weixin.File) }
				refuse(d, "file name", func(r reflect.Value, text string) { file(r).Name = text })
				refuse(d, "content type", func(r reflect.Value, text string) { file(r).ContentType = text })
			}
		}
	}
	if texts < 25 || files < 1 {
		t.Errorf("only %d texts and %d files are declared", texts, files)
	}
}

// Texts that lie deeper in a request are looked at, too.
func TestNestedTextsThatAreNotUTF8(t *testing.T) {
	type shop struct {
		Name string `json:"name"`
		Note *string
	}
	type request struct {
		List   []shop            `json:"list"`
		ByName map[string]string `json:"by_name"`
		Any    any               `json:"any"`
		Fixed  [2]string         `json:"fixed"`
	}
	d := weixin.Interface[request, weixin.Status]{Page: weixin.Page{Name: "deep", Methods: weixin.Methods{"POST"}, Body: weixin.JSONBody}}.Declared()
	bad := "\xff"
	for name, r := range map[string]request{
		"list[1].Name":      {List: []shop{{}, {Name: bad}}},
		"list[0].Note":      {List: []shop{{Note: &bad}}},
		"by_name[a]":        {ByName: map[string]string{"a": bad}},
		"a name in by_name": {ByName: map[string]string{bad: "a"}},
		"any":               {Any: []any{1, bad}},
		"fixed[1]":          {Fixed: [2]string{"a", bad}},
	} {
		if _, err := newMessage(d, reflect.ValueOf(r)); !errors.Is(err, ErrNotUTF8) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	good := "茶\uFFFD" // a replacement character that was meant is a text
	if _, err := newMessage(d, reflect.ValueOf(request{List: []shop{{Name: good, Note: &good}}, ByName: map[string]string{good: good}, Any: good})); err != nil {
		t.Error(err)
	}
}

// Of every interface, no request with an empty credential is sent.
func TestEmptyCredentialsOfRequests(t *testing.T) {
	var found []string
	for _, d := range weixin.Declarations() {
		for _, p := range d.Params() {
			if p.Type.Kind() != reflect.String || !weixin.IsCredential(p.Name) {
				continue
			}
			found = append(found, p.Name)
			request, _ := filled(d)
			request.Field(p.Index).SetString("")
			if _, err := newMessage(d, request); !errors.Is(err, ErrEmptyCredential) || !strings.Contains(err.Error(), p.Name) {
				t.Errorf("%s without %s: got %v", d.Name, p.Name, err)
			}
		}
	}
	for _, name := range []string{
		"secret", "appsecret", "component_appsecret", "component_secret", "component_verify_ticket", "authorization_code", "authorizer_refresh_token",
	} {
		if !strings.Contains(strings.Join(found, " "), name) {
			t.Errorf("%s is declared nowhere", name)
		}
	}
}
