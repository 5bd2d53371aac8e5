package console

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// guard keeps everybody but the operator out.
type guard struct {
	loopback bool
	// token is the SHA-256 of the token, so that its length does not show in
	// the time that a comparison takes.
	token    *[sha256.Size]byte
	sessions *sessions
	cross    *http.CrossOriginProtection
	// hosts are the names that the console is reached by, beside loopback's.
	hosts []string
}

func newGuard(c Config) *guard {
	g := &guard{loopback: c.Loopback, cross: http.NewCrossOriginProtection(), hosts: c.Hosts, sessions: newSessions(c.Token)}
	if c.Token != "" {
		sum := sha256.Sum256([]byte(c.Token))
		g.token = &sum
	}
	return g
}

// protect lets only the operator's requests through to h.
func (g *guard) protect(h http.Handler) http.Handler {
	return g.admit(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case g.bearer(r.Header.Get("Authorization")) || g.session(r):
			h.ServeHTTP(w, r)
		case looks(r):
			http.Redirect(w, r, "/login?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		default:
			w.Header().Set("WWW-Authenticate", `Bearer realm="wxastore console"`)
			refuse(w, http.StatusUnauthorized, "send the console's token as Authorization: Bearer TOKEN")
		}
	}))
}

// admit lets requests through to h that no other site's page has made, whoever
// makes them: to sign in, there are no credentials yet.
func (g *guard) admit(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !g.ownHost(r.Host):
			refuse(w, http.StatusMisdirectedRequest, "the console is not reached by this name: use localhost, 127.0.0.1 or [::1], or a name that --console-host gives; other names could be anybody's")
		case !g.sameOrigin(r):
			refuse(w, http.StatusForbidden, "the request comes from a page of another origin")
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// looks reports whether a person looks at the answer, who can sign in.
func looks(r *http.Request) bool {
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
	name, ok := hostName(host)
	if !ok {
		return false
	}
	if slices.ContainsFunc(g.hosts, func(own string) bool { return strings.EqualFold(own, name) }) {
		return true
	}
	if !g.loopback && len(g.hosts) == 0 {
		return true
	}
	if strings.EqualFold(name, "localhost") || name == "[::1]" {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Is4() && ip.IsLoopback()
}

// hostName is the name in a Host header, an IPv6 address in its brackets.
func hostName(host string) (string, bool) {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		return host, host != ""
	}
	if name == "" || port == "" || strings.Trim(port, "0123456789") != "" {
		return "", false
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	return name, true
}

// sameOrigin reports whether the request comes from no page, or from one of the
// console's own. Reading is held to it as changing is: calls and faults are
// nobody else's.
func (g *guard) sameOrigin(r *http.Request) bool {
	asChange := r.WithContext(r.Context()) // a copy
	asChange.Method = http.MethodPost
	return g.cross.Check(asChange) == nil
}

// bearer reports whether an Authorization header has the token, where there is
// one.
func (g *guard) bearer(header string) bool {
	if g.token == nil {
		return true
	}
	scheme, token, _ := strings.Cut(header, " ")
	return g.isToken(token) && strings.EqualFold(scheme, "Bearer")
}

// isToken compares in a time that says nothing of the token.
func (g *guard) isToken(token string) bool {
	sum := sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(sum[:], g.token[:]) == 1
}

// NewToken makes a token that nobody can guess.
func NewToken() string { return rand.Text() }

// minToken is the least length of a token.
const minToken = 16

// CheckToken says what is wrong with a token that somebody has chosen.
func CheckToken(token string) error {
	notVisible := func(r rune) bool { return r <= ' ' || r > '~' }
	if len(token) < minToken || strings.ContainsFunc(token, notVisible) {
		return errors.New("the console's token must have 16 or more ASCII letters, digits or signs, and no space; leave it out to have one made")
	}
	return nil
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
