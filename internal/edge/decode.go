package edge

import (
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
		return d.json(w, r, req)
	case weixin.MultipartBody:
		return d.multipart(w, r, req)
	}
	return nil
}
