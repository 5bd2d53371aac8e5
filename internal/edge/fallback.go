package edge

import (
	"context"
	"net/http"

	"github.com/wxastore/wxastore/weixin"
)

// Fallback answers a call of a path that no interface is declared for. The guard
// has not looked at the call: no page says who may make it. What it
// returns is answered and recorded as the answers of interfaces are.
type Fallback func(ctx context.Context, w http.ResponseWriter, r *http.Request, call *Call) (any, error)

// Undeclared is the Fallback that refuses every path.
//
//fidelity:observed all 40066 | no interface has the path | an issue of an SDK that called an old path, 2017
func Undeclared(_ context.Context, _ http.ResponseWriter, r *http.Request, _ *Call) (any, error) {
	return nil, RefusePath(weixin.InvalidURL, routePath(r.URL.Path))
}

// RefusePath refuses a path that no interface here has. The reason says whether
// Weixin has one.
func RefusePath(code weixin.Code, path string) *Refusal {
	if name, known := weixin.Unbuilt(path); known {
		return Refuse(code, "this interface is not built here: Weixin has %s at this path", name)
	}
	return Refuse(code, "no interface has this path")
}
