package console

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/console/pages"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// Config is what the console is made of.
type Config struct {
	// Loopback says that the listener can only be reached from this machine.
	Loopback bool
	// Token is asked for as "Authorization: Bearer TOKEN". CheckToken says what
	// it may be. With Open, which only loopback may be, there is none, and
	// nothing is asked for.
	Token string
	Open  bool
	// Codes sign browsers in, where there is a token.
	Codes *Codes
	// Settings keep when everybody was signed out, where there is a token.
	Settings store.Settings
	// Console carries out the operations.
	Console *ops.Console
	// Ready returns why the service does not take calls, or nil.
	Ready func(context.Context) error
	// Hosts are names that the console is reached by, besides those that only
	// mean this machine. They need a Token.
	Hosts []string
	// APIURL is where the service answers as Weixin does; pages show it.
	APIURL string
	// DemoAppID and DemoSecret are those of the demo's account, which pages show; "" where
	// there is none.
	DemoAppID, DemoSecret string
	Log                   *slog.Logger
}

// served is one thing that the console answers.
type served struct {
	// pattern is a method and a path, as http.ServeMux has them.
	pattern string
	access  access
	handler http.Handler
}

// access says who may ask for something.
type access int

const (
	// operatorOnly needs credentials, where the console asks for any.
	operatorOnly access = iota
	// signingIn needs none, for it is how to sign in, but is refused to other sites'
	// pages. Nothing of the service is behind it.
	signingIn
	// public is for everybody.
	public
)

// Handler answers the console's requests.
func Handler(c Config) (http.Handler, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	guard := newGuard(c)
	all, unserved, err := servedPaths(c, guard)
	if err != nil {
		return nil, err
	}
	return mount(guard, all, unserved), nil
}

// mount puts what the console answers behind its guard.
func mount(guard *guard, all []served, unserved pages.Unserved) http.Handler {
	mux := http.NewServeMux()
	methods := make(map[string][]string)
	for _, s := range all {
		method, path, _ := strings.Cut(s.pattern, " ")
		methods[path] = append(methods[path], method)
		switch s.access {
		case public:
			mux.Handle(s.pattern, s.handler)
		case signingIn:
			mux.Handle(s.pattern, guard.admit(s.handler))
		case operatorOnly:
			mux.Handle(s.pattern, guard.protect(s.handler))
		}
	}
	for path, allowed := range methods {
		mux.Handle(path, guard.protect(wrongMethod(allowed, unserved(http.StatusMethodNotAllowed))))
	}
	nothing := unserved(http.StatusNotFound)
	mux.Handle("/", guard.protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wantsHTML(r) {
			nothing.ServeHTTP(w, r)
			return
		}
		refuse(w, http.StatusNotFound, "there is nothing at this path")
	})))
	return withHeaders(mux)
}

// check refuses a console that more than its operator could reach.
func (c Config) check() error {
	switch {
	case !c.Open && c.Settings == nil, !c.Open && c.Codes == nil:
		return said.Errorf("console: sessions have nowhere to be kept")
	case !c.Open:
		return CheckToken(c.Token)
	case c.Token != "":
		return said.Errorf("console: it is open and has a token")
	case !c.Loopback:
		return said.Errorf("console: without a token only loopback is safe")
	case len(c.Hosts) > 0:
		return said.Errorf("console: other names than loopback's need a token")
	}
	return nil
}

func wrongMethod(allowed []string, page http.Handler) http.Handler {
	methods := strings.Join(allowed, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", methods)
		if wantsHTML(r) {
			page.ServeHTTP(w, r)
			return
		}
		refuse(w, http.StatusMethodNotAllowed, "this path takes "+methods)
	})
}
