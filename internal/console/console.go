package console

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/wxastore/wxastore/internal/console/ports"
)

// Config is what the console is made of.
type Config struct {
	// Loopback says that the listener can only be reached from this machine.
	Loopback bool
	// Token is asked for as "Authorization: Bearer TOKEN". It may be "" on
	// loopback only; then nothing is asked for. CheckToken says what it may be.
	Token string
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
	if c.Token == "" && !c.Loopback {
		return nil, errors.New("console: without a token only loopback is safe")
	}
	if c.Token != "" {
		if err := CheckToken(c.Token); err != nil {
			return nil, err
		}
	}
	if len(c.Hosts) > 0 && c.Token == "" {
		return nil, errors.New("console: other names than loopback's need a token")
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

func wrongMethod(allowed []string) http.Handler {
	methods := strings.Join(allowed, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", methods)
		refuse(w, http.StatusMethodNotAllowed, "this path takes "+methods)
	})
}
