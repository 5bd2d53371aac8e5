package edge

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// callTime is how long a call may take once its header has been read, its body
// included.
const callTime = uploadTime + 20*time.Second

// API is the handler of the listener that answers as api.weixin.qq.com does.
type API struct {
	routes   map[string]Route
	fallback Route
	files    map[string]http.Handler
	pages    map[string]http.Handler
	callers  Callers
	quotas   Quotas
	faults   Faults
	recorder Recorder
	spool    Spool
	uploads  gate
	observe  func(Observed)
	clock    Clock
	// acceptChunked accepts bodies without a Content-Length.
	acceptChunked bool
	random        func([]byte)
	log           *slog.Logger
	// success is the text of weixin.Success, once it has been encoded.
	success atomic.Pointer[string]
	// lastHeader are the headers of the last usual answer.
	lastHeader atomic.Pointer[usualHeader]
}

// Config is what an API is made of.
type Config struct {
	Callers Callers
	Quotas  Quotas
	Faults  Faults
	// Spool takes the files of uploads.
	Spool Spool
	// Recorder keeps the calls; nil keeps none.
	Recorder Recorder
	// Observe is called for every call once it is answered, if it is set. It must
	// not make the call wait.
	Observe func(Observed)
	Clock   Clock
	// AcceptChunked takes bodies without a Content-Length, which Weixin does not.
	AcceptChunked bool
	// Random fills the bytes of rids, which need not be secret; nil takes the
	// quickest source.
	Random func([]byte)
	Log    *slog.Logger
	// Routes are the modules', one for each declared interface.
	Routes []Route
	// Fallback answers the paths that no interface is declared for.
	Fallback Fallback
	// Files answer the addresses of videos and pictures, by the first folder of
	// their paths. Weixin has them on hosts of their own.
	Files map[string]http.Handler
	// Pages are for browsers, by their path. Weixin has them on other hosts.
	Pages map[string]http.Handler
}

// Observed is what is counted of a call.
type Observed struct {
	// Interface is the declared name, "" for an unknown path.
	Interface string
	Code      weixin.Code
	// Status is the HTTP status.
	Status int
	// Gone says that the client hung up before the answer could be sent.
	Gone bool
	Took time.Duration
}

// NewAPI joins the modules' routes. Each declared interface must have one, and
// only declared interfaces may.
func NewAPI(c Config) (*API, error) {
	a := &API{
		routes: make(map[string]Route), files: c.Files, pages: c.Pages, callers: c.Callers, quotas: c.Quotas,
		faults: c.Faults, spool: c.Spool, uploads: make(gate, maxUploads), recorder: c.Recorder, observe: c.Observe, clock: c.Clock, acceptChunked: c.AcceptChunked, random: c.Random, log: c.Log,
	}
	if c.Fallback == nil {
		return nil, errors.New("edge: no fallback for undeclared paths")
	}
	a.fallback = Route{page: new(weixin.Page), serve: c.Fallback}
	for _, route := range c.Routes {
		for _, path := range route.page.Paths() {
			if _, ok := a.routes[path]; ok {
				return nil, fmt.Errorf("edge: two routes for %s", path)
			}
			a.routes[path] = route
		}
	}
	declared := weixin.Declarations()
	for _, d := range declared {
		if _, ok := a.routes[d.Path]; !ok {
			return nil, fmt.Errorf("edge: no route for %s", d.Path)
		}
	}
	if len(declared) != len(c.Routes) {
		return nil, errors.New("edge: a route without a declaration")
	}
	return a, nil
}

// ServeHTTP answers one call.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := routePath(r.URL.Path)
	if file, ok := a.files[folder(path)]; ok {
		file.ServeHTTP(w, r)
		return
	}
	if page, ok := a.pages[path]; ok {
		page.ServeHTTP(w, r)
		return
	}
	route, declared := a.routes[path]
	if !declared {
		route = a.fallback
	}
	call := &Call{
		At:     a.clock(),
		Remote: address(r.RemoteAddr),
		wire:   r,
		page:   route.page,
		quotas: a.quotas,
		faults: a.faults,
		spool:  a.spool, uploads: a.uploads,
		query: query(r.URL.RawQuery),
	}
	call.RID = a.newRID(call.At)
	start := time.Now()
	ctx, cancel := context.WithTimeout(r.Context(), callTime)
	defer cancel()

	answer, err := a.answer(ctx, w, r, route, declared, call)
	call.gone = r.Context().Err() != nil
	code, reply := a.prepare(call, answer, err)
	waited := time.Since(start)
	if a.recorder != nil {
		call.keepUnread(w, r)
	}
	a.setHeader(w.Header(), call, reply)
	a.record(r, w.Header(), call, code, err, waited)
	abort := a.send(w, call, reply)
	took := time.Since(start)
	a.report(r, call, code, err, took)
	if a.observe != nil {
		a.observe(Observed{call.page.Name, code, call.status, call.gone, took})
	}
	if abort {
		panic(http.ErrAbortHandler) //nolint:forbidigo // how net/http is told to drop a connection
	}
}

func (a *API) newRID(at time.Time) weixin.RID {
	if a.random == nil {
		return weixin.MakeRID(at, rand.Uint32(), rand.Uint32())
	}
	var b [8]byte
	a.random(b[:])
	return weixin.MakeRID(at, binary.BigEndian.Uint32(b[:4]), binary.BigEndian.Uint32(b[4:]))
}

// answer is everything between the request and what is written. A panic is an
// error like any other.
func (a *API) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, route Route, declared bool, call *Call) (answer any, err error) {
	defer func() {
		if p := recover(); p != nil {
			answer, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if err := a.checkLength(r); err != nil {
		return nil, err
	}
	defer func() {
		if err := call.end(); err != nil {
			a.log.Error("call not cleaned up", "rid", call.RID, "error", err)
		}
	}()
	if declared {
		if err := a.guard(ctx, r, route.page, call); err != nil {
			return nil, err
		}
	}
	return route.serve(ctx, w, r, call)
}

// report writes the call's line in the log. The query is left out: it holds
// credentials.
func (a *API) report(r *http.Request, call *Call, code weixin.Code, err error, took time.Duration) {
	level := slog.LevelInfo
	switch {
	case code == weixin.SystemError && !call.injected:
		level = slog.LevelError
	case call.page.Path == "":
		level = slog.LevelWarn
	}
	if !a.log.Enabled(r.Context(), level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("rid", string(call.RID)),
		slog.String("method", fmt.Sprintf("%.20s", r.Method)),
		slog.String("path", plainPath(r.URL.Path)),
		slog.String("app", call.Caller.AppID),
		slog.Int("code", int(code)),
		slog.Duration("took", took.Round(time.Microsecond)),
	}
	switch {
	case call.gone:
		attrs = append(attrs, slog.String("reason", call.reason(err, took)))
	case err != nil:
		attrs = append(attrs, slog.String("reason", err.Error()))
	}
	a.log.LogAttrs(r.Context(), level, "call", attrs...)
}

func address(hostPort string) netip.Addr {
	ap, err := netip.ParseAddrPort(hostPort)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

// plainPath is the beginning of a path that can stand in the log. A query that
// lost its question mark is not part of it.
func plainPath(path string) string {
	end := strings.IndexFunc(path, func(r rune) bool {
		letter := 'a' <= r|0x20 && r|0x20 <= 'z'
		return !letter && (r < '/' || '9' < r) && r != '_' && r != '-' && r != '.'
	})
	if end < 0 {
		end = len(path)
	}
	return path[:min(end, 100)]
}
