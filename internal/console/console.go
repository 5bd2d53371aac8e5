package console

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/wxastore/wxastore/internal/console/ports"
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
	// Ports are what the console asks of the service.
	Ports ports.Ports
	// Hosts are names that the console is reached by, beside those that only
	// mean this machine. They need a Token.
	Hosts []string
	// APIURL is where the service answers as Weixin does; pages show it.
	APIURL string
	Log    *slog.Logger
}

// served is one thing that the console answers.
type served struct {
	// pattern is a method and a path, as http.ServeMux has them.
	pattern string
	whom    audience
	handler http.Handler
}

// audience is for whom something is.
type audience int

const (
	// theOperator has credentials, where they are asked for.
	theOperator audience = iota
	// aStranger may sign in: nothing of the service is behind it, but it is
	// nothing for other sites' pages.
	aStranger
	// everybody may ask whether the service is there.
	everybody
)

// Handler answers the console's requests.
func Handler(c Config) (http.Handler, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	mux, guard := http.NewServeMux(), newGuard(c)
	all, err := everything(c, guard)
	if err != nil {
		return nil, err
	}
	methods := make(map[string][]string)
	for _, s := range all {
		method, path, _ := strings.Cut(s.pattern, " ")
		methods[path] = append(methods[path], method)
		switch s.whom {
		case everybody:
			mux.Handle(s.pattern, s.handler)
		case aStranger:
			mux.Handle(s.pattern, guard.admit(s.handler))
		case theOperator:
			mux.Handle(s.pattern, guard.protect(s.handler))
		}
	}
	for path, allowed := range methods {
		mux.Handle(path, guard.protect(wrongMethod(allowed)))
	}
	mux.Handle("/", guard.protect(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "there is nothing at this path")
	})))
	return withHeaders(mux), nil
}

// check refuses a console that more than its operator could reach.
func (c Config) check() error {
	switch {
	case !c.Open && c.Settings == nil, !c.Open && c.Codes == nil:
		return errors.New("console: sessions have nowhere to be kept")
	case !c.Open:
		return CheckToken(c.Token)
	case c.Token != "":
		return errors.New("console: it is open and has a token")
	case !c.Loopback:
		return errors.New("console: without a token only loopback is safe")
	case len(c.Hosts) > 0:
		return errors.New("console: other names than loopback's need a token")
	}
	return nil
}

func wrongMethod(allowed []string) http.Handler {
	methods := strings.Join(allowed, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", methods)
		refuse(w, http.StatusMethodNotAllowed, "this path takes "+methods)
	})
}
