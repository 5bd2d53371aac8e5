package edge

import (
	"bytes"
	"net/http"
	"net/url"
	"reflect"

	"github.com/wxastore/wxastore/weixin"
)

// form fills those parameters that did not come in the query from the body, be
// it JSON or a form.
//
//fidelity:choice clearquotabyappsecret body | the query wins; the rest is read as JSON or as a form; what is neither counts as absent
//fidelity:choice clearquotabyappsecret broken-json | 47001
func (d *decoder) form(w http.ResponseWriter, r *http.Request, call *Call, req reflect.Value) error {
	body, err := d.readBody(w, r, call)
	if err != nil {
		return err
	}
	rest := reflect.New(req.Type()).Elem()
	if text := bytes.TrimSpace(body); len(text) > 0 && text[0] == '{' {
		if _, err := decodeJSON(text, d.query, rest); err != nil {
			return Refuse(weixin.DataFormat, "%v", err)
		}
	} else if values, err := url.ParseQuery(string(text)); err == nil {
		for _, p := range d.query {
			rest.Field(p.Index).SetString(values.Get(p.Name))
		}
	}
	for _, p := range d.query {
		if field := req.Field(p.Index); field.String() == "" {
			field.Set(rest.Field(p.Index))
		}
	}
	return nil
}
