package edge

import (
	"errors"
	"io"
	"net/http"
	"reflect"

	"github.com/wxastore/wxastore/weixin"
)

// decoder reads the request of one interface as its declaration says.
type decoder struct {
	page   weixin.Page
	query  []weixin.Param
	fields []weixin.Param
	files  []weixin.Param
}

func newDecoder(d weixin.Declaration) *decoder {
	decode := &decoder{page: d.Page}
	for _, p := range d.Params() {
		switch p.In {
		case "query":
			decode.query = append(decode.query, p)
		case "json":
			decode.fields = append(decode.fields, p)
		case "form":
			decode.files = append(decode.files, p)
		}
	}
	return decode
}

// request fills req, a struct, from query and body.
func (d *decoder) request(w http.ResponseWriter, r *http.Request, call *Call, req reflect.Value) error {
	for _, p := range d.query {
		req.Field(p.Index).SetString(call.query.get(p.Name))
	}
	switch d.page.Body {
	case weixin.JSONBody:
		return d.json(w, r, call, req)
	case weixin.MultipartBody:
		return d.multipart(w, r, call, req)
	case weixin.FormBody:
		return d.form(w, r, call, req)
	}
	return nil
}

// appID returns the parameter "appid" or "component_appid" of a request, "" if
// it has none.
func (d *decoder) appID(req reflect.Value) string {
	for _, params := range [][]weixin.Param{d.query, d.fields} {
		for _, p := range params {
			if p.Name == "appid" || p.Name == "component_appid" {
				return req.Field(p.Index).String()
			}
		}
	}
	return ""
}

// readBody reads a body within the page's limit and keeps what the journal
// wants of it.
func (d *decoder) readBody(w http.ResponseWriter, r *http.Request, call *Call) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, d.page.MaxBody))
	call.request = cut(body, MaxRecorded)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, Refuse(weixin.ContentTooLarge, "the body is longer than %d bytes", d.page.MaxBody)
	}
	if err != nil {
		return nil, Refuse(weixin.DataFormat, "the body ended early: %v", err)
	}
	return body, nil
}
