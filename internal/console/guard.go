package console

import (
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/origin"
)

// guard keeps everybody but the operator out.
type guard struct {
	loopback bool
	// token is the SHA-256 of the token, so that its length does not show in
	// the time that a comparison takes. It is nil where nothing is asked for.
	token    *[sha256.Size]byte
	sessions *sessions
	codes    *Codes
	brake    *brake
	// console keeps the audit log.
	console *ops.Console
	log     *slog.Logger
	// hosts are the names that the console is reached by, besides loopback's.
	hosts []string
}

func newGuard(c Config) *guard {
	g := &guard{loopback: c.Loopback, hosts: c.Hosts, codes: c.Codes, sessions: newSessions(c), brake: newBrake(time.Now, c.Log), console: c.Console, log: c.Log}
	if c.Token != "" {
		sum := sha256.Sum256([]byte(c.Token))
		g.token = &sum
	}
	return g
}

// protect lets only the operator's requests through to h.
func (g *guard) protect(h http.Handler) http.Handler {
	return g.admit(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.Needed() {
			h.ServeHTTP(w, as(r, "open"))
			return
		}
		if id, ok := g.session(r); ok {
			h.ServeHTTP(w, as(r, "session "+id))
			return
		}
		if header := r.Header.Get("Authorization"); header != "" {
			g.protectBy(header, h, w, r)
			return
		}
		if wantsHTML(r) {
			http.Redirect(w, r, "/login?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		unauthorized(w, "the console asks for its token: send it as Authorization: Bearer TOKEN. "+
			"It is what --console-token (WXASTORE_CONSOLE_TOKEN) says; without that it is console_token in run.json of the service's data folder, which wxastore admin reads by itself. "+
			"A browser signs in with the link that wxastore open prints. With --demo or --console-open no token is asked for on loopback")
	}))
}

// protectBy is protect for a request with an Authorization header.
func (g *guard) protectBy(header string, h http.Handler, w http.ResponseWriter, r *http.Request) {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		unauthorized(w, "send the console's token as Authorization: Bearer TOKEN")
		return
	}
	switch wait, right := g.brake.try(r, "bearer", func() bool { return g.isToken(token) }); {
	case right:
		h.ServeHTTP(w, as(r, "token"))
	case wait > 0:
		w.Header().Set("Retry-After", seconds(wait))
		refuse(w, http.StatusTooManyRequests, fmt.Sprintf("too many wrong tokens: try again in %s s", seconds(wait)))
	default:
		unauthorized(w, "that is not the console's token")
	}
}

// as is a request with who sent it, for the audit log.
func as(r *http.Request, by string) *http.Request {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	return r.WithContext(ops.WithCaller(r.Context(), ops.Caller{By: by, Address: address}))
}

func unauthorized(w http.ResponseWriter, sentence string) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="wxastore console"`)
	refuse(w, http.StatusUnauthorized, sentence)
}

// seconds is a time to wait, as Retry-After has it.
func seconds(wait time.Duration) string {
	return strconv.Itoa(int((wait + time.Second - 1) / time.Second))
}

// admit lets requests through to h that no other site's page has made. They need no
// credentials: a browser that signs in has none yet.
func (g *guard) admit(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !g.ownHost(r.Host):
			refuse(w, http.StatusMisdirectedRequest, "the console is not reached by this name: use localhost, 127.0.0.1 or [::1], or a name that --console-host gives; other names could be anybody's")
		case origin.OtherPage(r):
			// Reading is held to it as changing is: calls and faults are nobody
			// else's.
			refuse(w, http.StatusForbidden, "the request comes from a page of another origin")
		case !g.Needed() && origin.Forwarded(r) != "":
			// It comes from this machine, but who sent it may sit anywhere.
			refuse(w, http.StatusForbidden, "the request has passed a forwarder (its header "+origin.Forwarded(r)+" says so), and a console without a token is only for this machine: start the service with --console-token, and without --console-open")
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// wantsHTML reports whether the answer is for a browser, whose user can sign in.
func wantsHTML(r *http.Request) bool {
	return r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/api/") && !r.URL.Query().Has("fragment") &&
		strings.Contains(r.Header.Get("Accept"), "text/html")
}

// ownHost reports whether the request names this listener by a name that only
// means this machine, or that the operator gave it. Any page can have a name of
// its own that is resolved to 127.0.0.1, and then counts as of the same origin
// (DNS rebinding). Beyond loopback the names of the listener may not be known;
// then the token keeps such a page out, since a browser adds neither it nor the
// cookie of another name by itself.
func (g *guard) ownHost(host string) bool {
	name, ok := origin.HostName(host)
	if !ok {
		return false
	}
	if slices.ContainsFunc(g.hosts, func(own string) bool { return strings.EqualFold(own, name) }) {
		return true
	}
	return !g.loopback && len(g.hosts) == 0 || origin.ThisMachine(name)
}

// withHeaders adds what every answer says to browsers.
func withHeaders(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Cache-Control", "no-store")
		header.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		// Not "no-referrer": a form would be sent with the origin "null" then, and
		// where browsers send nothing else to tell by, refused.
		header.Set("Referrer-Policy", "same-origin")
		h.ServeHTTP(w, r)
	})
}
