package console

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// guard keeps everybody but the operator out.
type guard struct {
	loopback bool
	// token is the SHA-256 of the token, so that its length does not show in
	// the time that a comparison takes.
	token *[sha256.Size]byte
	cross *http.CrossOriginProtection
}

func newGuard(c Config) *guard {
	g := &guard{loopback: c.Loopback, cross: http.NewCrossOriginProtection()}
	if c.Token != "" {
		sum := sha256.Sum256([]byte(c.Token))
		g.token = &sum
	}
	return g
}

// protect lets only the operator's requests through to h.
func (g *guard) protect(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !g.ownHost(r.Host):
			refuse(w, http.StatusMisdirectedRequest, "the console is reached as localhost, 127.0.0.1 or [::1]; other names could be anybody's")
		case !g.sameOrigin(r):
			refuse(w, http.StatusForbidden, "the request comes from a page of another origin")
		case !g.bearer(r.Header.Get("Authorization")):
			w.Header().Set("WWW-Authenticate", `Bearer realm="wxastore console"`)
			refuse(w, http.StatusUnauthorized, "send the console's token as Authorization: Bearer TOKEN")
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// ownHost reports whether the request names this listener by a name that only
// means this machine. Any page can have a name of its own that is resolved to
// 127.0.0.1, and then counts as of the same origin (DNS rebinding). Beyond
// loopback the names of the listener are not known; there the token keeps such
// a page out, since no browser adds it by itself.
func (g *guard) ownHost(host string) bool {
	if !g.loopback {
		return host != ""
	}
	name := host
	if h, port, err := net.SplitHostPort(host); err == nil {
		if port == "" || strings.Trim(port, "0123456789") != "" {
			return false
		}
		name = h
		if strings.Contains(h, ":") {
			name = "[" + h + "]"
		}
	}
	if strings.EqualFold(name, "localhost") || name == "[::1]" {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Is4() && ip.IsLoopback()
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
	sum := sha256.Sum256([]byte(token))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(sum[:], g.token[:]) == 1
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
		header.Set("Referrer-Policy", "no-referrer")
		h.ServeHTTP(w, r)
	})
}
