package console

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net"
	"net/http"
	"time"
)

// sessionTime is how long a browser stays signed in.
const sessionTime = 12 * time.Hour

// sessions are the browsers that are signed in. A session is a cookie: its end
// and a random number, with a proof made by a key that only who has the token
// can make. So nothing is kept, and replicas with one token know each other's.
type sessions struct {
	key []byte
	now func() time.Time
}

// The lengths of a session, with its proof and without.
const (
	sessionBody  = 8 + 16
	sessionBytes = sessionBody + sha256.Size
)

func newSessions(token string) *sessions {
	key := hmac.New(sha256.New, []byte(token))
	key.Write([]byte("wxastore console session"))
	return &sessions{key: key.Sum(nil), now: time.Now}
}

func (s *sessions) proof(body []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(body)
	return mac.Sum(nil)
}

// begin makes a session's value.
func (s *sessions) begin() string {
	value := make([]byte, sessionBody, sessionBytes)
	binary.BigEndian.PutUint64(value, uint64(s.now().Add(sessionTime).Unix()))
	_, _ = rand.Read(value[8:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(append(value, s.proof(value)...))
}

// valid reports whether a value is a session's that goes on.
func (s *sessions) valid(value string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || len(raw) != sessionBytes {
		return false
	}
	body, proof := raw[:sessionBody], raw[sessionBody:]
	end := int64(binary.BigEndian.Uint64(body))
	return hmac.Equal(proof, s.proof(body)) && s.now().Unix() < end
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
func (g *guard) Begin(w http.ResponseWriter, r *http.Request, token string) bool {
	if g.token == nil || !g.isToken(token) {
		return false
	}
	http.SetCookie(w, cookie(r, g.sessions.begin(), int(sessionTime/time.Second)))
	return true
}

// End signs it out.
func (g *guard) End(w http.ResponseWriter, r *http.Request) { http.SetCookie(w, cookie(r, "", -1)) }

// session reports whether a request comes from a browser that is signed in.
func (g *guard) session(r *http.Request) bool {
	c, err := r.Cookie(cookieName(r))
	return err == nil && g.token != nil && g.sessions.valid(c.Value)
}
