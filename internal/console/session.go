package console

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"net"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/pages"
)

// sessionTime is how long a browser stays signed in.
const sessionTime = 12 * time.Hour

// sessions are the browsers that are signed in. A session is a cookie: its end,
// its generation and a random number, with a proof made by a key that only who
// has the token can make. So none is kept, and replicas with one token know each
// other's. Signing out ends the generation, and with it all sessions: there is
// one operator, who wants them gone.
type sessions struct {
	key        []byte
	now        func() time.Time
	generation *generation
}

// The lengths of a session, with its proof and without.
const (
	sessionBody  = 8 + 8 + 16
	sessionBytes = sessionBody + sha256.Size
)

func newSessions(c Config) *sessions {
	key := hmac.New(sha256.New, []byte(c.Token))
	key.Write([]byte("wxastore console session"))
	return &sessions{key: key.Sum(nil), now: time.Now, generation: newGeneration(c.Settings, c.Log)}
}

func (s *sessions) proof(body []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(body)
	return mac.Sum(nil)
}

// begin makes a session's value.
func (s *sessions) begin(generation uint64) string {
	value := make([]byte, sessionBody, sessionBytes)
	binary.BigEndian.PutUint64(value, uint64(s.now().Add(sessionTime).Unix()))
	binary.BigEndian.PutUint64(value[8:], generation)
	_, _ = rand.Read(value[16:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(append(value, s.proof(value)...))
}

// proven returns the generation of a value that was made here and whose time
// has not run out.
func (s *sessions) proven(value string) (generation uint64, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || len(raw) != sessionBytes {
		return 0, false
	}
	body, proof := raw[:sessionBody], raw[sessionBody:]
	end := int64(binary.BigEndian.Uint64(body))
	return binary.BigEndian.Uint64(body[8:]), hmac.Equal(proof, s.proof(body)) && s.now().Unix() < end
}

// cookieName is that of the session's cookie. Browsers give a cookie to every
// port of a host: with the port in its name, two consoles on a machine keep
// theirs apart.
func cookieName(r *http.Request) string {
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		return "wxastore_console_" + port
	}
	return "wxastore_console"
}

// cookie is a session's. No script reads it, and no request that another site
// made carries it.
func cookie(r *http.Request, value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName(r), Value: value, Path: "/", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	}
}

// Needed says that there is a token to be asked for.
func (g *guard) Needed() bool { return g.token != nil }

// Begin signs the browser in, if the token is the console's.
func (g *guard) Begin(w http.ResponseWriter, r *http.Request, token string) pages.Entry {
	return g.enter(w, r, "token", func() bool { return g.isToken(token) })
}

// BeginBy signs the browser in, if the code is one that was made for it.
func (g *guard) BeginBy(w http.ResponseWriter, r *http.Request, code string) pages.Entry {
	return g.enter(w, r, "code", func() bool { return g.codes.use(code) })
}

func (g *guard) enter(w http.ResponseWriter, r *http.Request, what string, isRight func() bool) pages.Entry {
	switch wait, right := g.brake.try(r, what, isRight); {
	case right:
		value := g.sessions.begin(g.sessions.generation.current(r.Context()))
		http.SetCookie(w, cookie(r, value, int(sessionTime/time.Second)))
		g.audit(as(r, "session "+sessionID(value)))
		return pages.Entered
	case wait > 0:
		w.Header().Set("Retry-After", seconds(wait))
		return pages.TooMany
	}
	return pages.Wrong
}

// End signs all browsers out.
func (g *guard) End(w http.ResponseWriter, r *http.Request) error {
	if !g.Needed() {
		return nil
	}
	if err := g.sessions.generation.end(r.Context()); err != nil {
		return err
	}
	http.SetCookie(w, cookie(r, "", -1))
	g.audit(r)
	return nil
}

// audit notes that a browser was signed in or out. That works also where it cannot be
// noted.
func (g *guard) audit(r *http.Request) {
	done := func() (any, error) { return nil, nil }
	if _, err := g.console.Audited(r.Context(), api.Operation{Method: http.MethodPost, Path: r.URL.Path}, nil, done); err != nil {
		g.log.Error("the audit log lacks who signed in or out", "path", r.URL.Path, "error", err)
	}
}

// session reports whether a request comes from a browser that is signed in, and tells
// sessions apart by an id that proves nothing.
func (g *guard) session(r *http.Request) (id string, ok bool) {
	c, err := r.Cookie(cookieName(r))
	if err != nil || !g.Needed() {
		return "", false
	}
	generation, ok := g.sessions.proven(c.Value)
	return sessionID(c.Value), ok && generation == g.sessions.generation.current(r.Context())
}

// sessionID is by which the audit log tells sessions apart.
func sessionID(value string) string {
	hash := sha256.Sum256([]byte(value))
	return hex.EncodeToString(hash[:4])
}
