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

// Page returns the route's page.
func (r Route) Page() weixin.Page { return *r.page }
