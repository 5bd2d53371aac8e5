package edge

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// decoder reads the request of one interface as its declaration says.
type decoder struct {
	page   weixin.Page
	query  []weixin.Param
	fields []weixin.Param
	files  []weixin.Param
	// named is the index of the field that names an app id, -1 if none does.
	named int
}

func newDecoder(d weixin.Declaration) *decoder {
	decode := &decoder{page: d.Page, named: -1}
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
	for _, p := range slices.Concat(decode.query, decode.fields) {
		if decode.named < 0 && (p.Name == "appid" || p.Name == "component_appid") {
			decode.named = p.Index
		}
	}
	return decode
}

// request fills req, a struct, from query and body.
func (d *decoder) request(ctx context.Context, w http.ResponseWriter, r *http.Request, call *Call, req reflect.Value) error {
	for _, p := range d.query {
		req.Field(p.Index).SetString(call.query.get(p.Name))
	}
	var absent *weixin.Param // the first that is required and missing
	var err error
	switch d.page.Body {
	case weixin.JSONBody:
		absent, err = d.json(w, r, call, req)
	case weixin.MultipartBody:
		err = d.multipart(ctx, w, r, call, req)
	case weixin.FormBody:
		err = d.form(w, r, call, req)
	case weixin.NoBody:
	}
	if err != nil {
		return err
	}
	for i, p := range d.query {
		if p.Missing != weixin.OK && req.Field(p.Index).IsZero() && (absent == nil || p.Index < absent.Index) {
			absent = &d.query[i]
		}
	}
	if absent != nil && absent.Missing == weixin.InvalidArgs {
		return Refuse(weixin.InvalidArgs, "%s is required and missing or empty", absent.Name)
	}
	return nil
}

// appID returns the parameter "appid" or "component_appid" of a request, "" if
// it has none.
func (d *decoder) appID(req reflect.Value) string {
	if d.named < 0 {
		return ""
	}
	return req.Field(d.named).String()
}

// readBody reads a body within the page's limit and keeps what the journal
// wants of it.
func (d *decoder) readBody(w http.ResponseWriter, r *http.Request, call *Call) ([]byte, error) {
	call.read = true
	body, err := d.readAll(w, r)
	call.request = journal.Shorten(body, maxRecorded)
	if err == nil {
		return body, nil
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, Refuse(weixin.ContentTooLarge, "the body is longer than %d bytes", d.page.MaxBody)
	}
	return nil, Refuse(weixin.DataFormat, "the body ended early: %v", err)
}

// readAll is io.ReadAll within the page's limit. A short body whose length is
// known is read at once; what a longer one is said to have, has to come first.
func (d *decoder) readAll(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength <= 0 || r.ContentLength > min(d.page.MaxBody, shortBody) {
		return io.ReadAll(http.MaxBytesReader(w, r.Body, d.page.MaxBody))
	}
	body := make([]byte, r.ContentLength)
	n, err := io.ReadFull(r.Body, body)
	return body[:n], err
}

// shortBody is how many bytes are believed to come because a header says so.
const shortBody = 8 << 10
