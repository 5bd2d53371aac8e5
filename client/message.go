package client

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// message is what one call sends, without its access token. It can be sent
// more than once.
type message struct {
	query       url.Values
	body        []byte
	contentType string
	secrets     secrets
	sent        *int // how often the call was sent, set by exchange
}

// newMessage reads a request struct of d's type by its tags. Query and form
// parameters that are empty are left out; a credential may not be. Files are
// closed.
func newMessage(d weixin.Declaration, req reflect.Value) (message, error) {
	m := message{query: url.Values{}}
	params := d.Params()
	values := make([]reflect.Value, 0, len(params))
	fields := make([]reflect.StructField, 0, len(params))
	var form *form
	if d.Body == weixin.MultipartBody {
		form = newForm()
	}
	for _, p := range params {
		if file, ok := reflect.TypeAssert[*weixin.File](req.Field(p.Index)); ok && file != nil && file.Content != nil {
			defer file.Content.Close()
		}
	}
	for _, p := range params {
		value := req.Field(p.Index)
		if value.Kind() == reflect.String {
			if err := checkCredential(d, p.Name, value.String()); err != nil {
				return message{}, err
			}
			m.secrets = m.secrets.add(p.Name, value.String())
		}
		if err := checkValue(d, p.Name, value); err != nil {
			return message{}, err
		}
		switch {
		case p.In == "json":
			fields = append(fields, d.Request.Field(p.Index))
			values = append(values, value)
		case value.IsZero():
		case p.In == "query":
			m.query.Set(p.Name, fmt.Sprint(value.Interface()))
		case p.Type == reflect.TypeFor[*weixin.File]():
			if err := form.addFile(p.Name, value.Interface().(*weixin.File)); err != nil {
				return message{}, err
			}
		default:
			form.addText(p.Name, fmt.Sprint(value.Interface()))
		}
	}
	switch d.Body {
	case weixin.JSONBody:
		if d.Method() == http.MethodGet && !slices.ContainsFunc(values, func(v reflect.Value) bool { return !v.IsZero() }) {
			break // a GET needs no body, and this one would say nothing
		}
		body, err := encodeJSON(req, fields, values)
		if err != nil {
			return message{}, err
		}
		m.body, m.contentType = body, "application/json"
	case weixin.MultipartBody:
		m.body, m.contentType = form.finish()
	case weixin.NoBody, weixin.FormBody: // all is in the query
	}
	return m, m.check(d)
}

// check refuses a body that is over the page's limit.
func (m message) check(d weixin.Declaration) error {
	if size := int64(len(m.body)); d.MaxBody > 0 && size > d.MaxBody {
		return said.Errorf("%s: the body has %d bytes, the limit is %d: %w", d.Name, size, d.MaxBody, ErrTooLarge)
	}
	return nil
}

// encodeJSON encodes the fields of a request that belong in its body, as a
// struct that has these fields only, with <, > and & as they are.
func encodeJSON(req reflect.Value, fields []reflect.StructField, values []reflect.Value) ([]byte, error) {
	object := req
	if len(fields) < req.NumField() {
		object = reflect.New(reflect.StructOf(fields)).Elem()
		for i, value := range values {
			object.Field(i).Set(value)
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(object.Interface()); err != nil {
		return nil, said.Errorf("encoding the request: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
