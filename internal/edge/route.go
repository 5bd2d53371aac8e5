package edge

import (
	"context"
	"net/http"
	"reflect"

	"github.com/wxastore/wxastore/weixin"
)

// Handler is a module's side of an interface.
type Handler[Req, Resp any] func(ctx context.Context, call *Call, req Req) (Resp, error)

// Route is a declared interface with its handler.
type Route struct {
	page  *weixin.Page
	serve func(ctx context.Context, w http.ResponseWriter, r *http.Request, call *Call) (any, error)
}

// Serve binds a handler to the interface it serves.
func Serve[Req, Resp any](i weixin.Interface[Req, Resp], handle Handler[Req, Resp]) Route {
	d := i.Declared()
	decode, mayHoldSlices := newDecoder(d), holdsSlices(d.Response)
	return Route{page: &i.Page, serve: func(ctx context.Context, w http.ResponseWriter, r *http.Request, call *Call) (any, error) {
		var req Req
		fields := reflect.ValueOf(&req).Elem()
		if err := decode.request(ctx, w, r, call, fields); err != nil {
			return nil, err
		}
		if err := call.disturb(ctx, decode.appID(fields)); err != nil {
			return nil, err
		}
		resp, err := handle(ctx, call, req)
		if err == nil && mayHoldSlices {
			fillSlices(reflect.ValueOf(&resp).Elem())
		}
		return resp, err
	}}
}

// Encoded is the text of an answer. One that is always the same is encoded once.
type Encoded[Resp any] struct{ text string }

// Encode encodes an answer.
func Encode[Resp any](answer Resp) (Encoded[Resp], error) {
	text, err := encode(answer)
	return Encoded[Resp]{text}, err
}

// Text is the text itself.
func (e Encoded[Resp]) Text() string { return e.text }

// ServeEncoded binds a handler whose answers are encoded to the interface it serves.
func ServeEncoded[Req, Resp any](i weixin.Interface[Req, Resp], handle Handler[Req, Encoded[Resp]]) Route {
	return Serve(weixin.Interface[Req, Encoded[Resp]](i), handle)
}

// Page returns the route's page.
func (r Route) Page() weixin.Page { return *r.page }
