package push

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/msgcrypt"
)

// DefaultWindow is how far the timestamp of a push may be from the receiver's
// time.
const DefaultWindow = 5 * time.Minute

const (
	// maxPush limits the body of an event, in bytes. Real ones have less than 1 KiB.
	maxPush = 64 << 10
	// maxNonce limits the nonce, in bytes. Real ones have ten or so.
	maxNonce = 128
	// maxEcho limits the echostr, in bytes. Real ones have twenty or so.
	maxEcho = 256
)

// Push is a push whose query has the form of one.
type Push struct {
	Request *http.Request
	// Signature is the value of the parameter that signs it.
	Signature        string
	Timestamp, Nonce string
	Body             []byte
}

// Opened is a push that was verified and read.
type Opened struct {
	// Name is what the push is called in the log.
	Name string
	// CreateTime is when it was made, in Unix seconds.
	CreateTime int64
	// ID is the same when it comes again.
	ID string
	// Handle hands it on.
	Handle func(context.Context) error
}

// Handler is the http.Handler of an address that is pushed to.
type Handler struct {
	// Open verifies a push and reads it.
	Open func(Push) (Opened, error)
	// Signature is the name of the parameter that signs a push.
	Signature string
	// CheckToken is the Token with which the URL is checked; "" lets it not be.
	CheckToken string
	// Window is how far the timestamp of a push may be from Now; 0 is DefaultWindow.
	Window time.Duration
	// Now is the time; nil is time.Now.
	Now func() time.Time
	// Log gets what was refused and why; nil logs nothing.
	Log *slog.Logger

	seen replays
}

// New completes a Handler.
func New(h *Handler) *Handler {
	if h.Window <= 0 {
		h.Window = DefaultWindow
	}
	if h.Now == nil {
		h.Now = time.Now
	}
	if h.Log == nil {
		h.Log = slog.New(slog.DiscardHandler)
	}
	return h
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	answer, err := h.answer(w, req)
	if err != nil {
		status, known := http.StatusInternalServerError, rejection{}
		if errors.As(err, &known) {
			status = known.status
		}
		h.Log.WarnContext(req.Context(), "event refused", "status", status, "reason", err, "remote", req.RemoteAddr)
		if status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", h.methods())
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, answer) // a sender that is gone pushes it again
}

func (h *Handler) methods() string {
	if h.CheckToken == "" {
		return http.MethodPost
	}
	return http.MethodGet + ", " + http.MethodPost
}

// rejection is an event that is refused with a status.
type rejection struct {
	status int
	reason string
}

func (r rejection) Error() string { return r.reason }

// Reject is the error of a push that is refused with a status.
func Reject(status int, format string, args ...any) error {
	return rejection{status, fmt.Sprintf(format, args...)}
}

func (h *Handler) answer(w http.ResponseWriter, req *http.Request) (string, error) {
	switch {
	case req.Method == http.MethodPost:
		return "success", h.receive(w, req)
	case req.Method == http.MethodGet && h.CheckToken != "":
		return h.check(req)
	}
	return "", Reject(http.StatusMethodNotAllowed, "the method is %.20q", req.Method)
}

// query reads what every request has, the named parameter of its signature
// included.
func (h *Handler) query(req *http.Request, signature string) (p Push, at time.Time, err error) {
	q := req.URL.Query()
	for _, name := range []string{"timestamp", "nonce", signature} {
		if q.Get(name) == "" {
			return p, at, Reject(http.StatusBadRequest, "the query has no %s", name)
		}
	}
	p = Push{Request: req, Signature: q.Get(signature), Timestamp: q.Get("timestamp"), Nonce: q.Get("nonce")}
	if len(p.Nonce) > maxNonce {
		return p, at, Reject(http.StatusBadRequest, "the nonce has more than %d bytes", maxNonce)
	}
	at, err = h.parseStamp(p.Timestamp)
	return p, at, err
}

// check answers a check of the URL with its echostr.
func (h *Handler) check(req *http.Request) (string, error) {
	p, _, err := h.query(req, "signature")
	if err != nil {
		return "", err
	}
	if !Signed(p, h.CheckToken) {
		return "", Reject(http.StatusForbidden, "the signature of the check is wrong")
	}
	echo := req.URL.Query().Get("echostr")
	if echo == "" || len(echo) > maxEcho {
		return "", Reject(http.StatusBadRequest, "the check has no echostr, or a long one")
	}
	return echo, nil
}

// Signed reports whether the signature of a push, which says nothing of its body, is
// made with a token.
func Signed(p Push, token string) bool {
	return subtle.ConstantTimeCompare([]byte(msgcrypt.Sign(token, p.Timestamp, p.Nonce)), []byte(p.Signature)) == 1
}

func (h *Handler) receive(w http.ResponseWriter, req *http.Request) error {
	p, at, err := h.query(req, h.Signature)
	if err != nil {
		return err
	}
	p.Body, err = io.ReadAll(http.MaxBytesReader(w, req.Body, maxPush))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return Reject(http.StatusRequestEntityTooLarge, "the body has more than %d bytes", tooLarge.Limit)
	} else if err != nil {
		return Reject(http.StatusBadRequest, "reading the body: %v", err)
	}
	opened, err := h.Open(p)
	if err != nil {
		return err
	}
	if err := holdToTime(opened.CreateTime, at, p.Nonce); err != nil {
		return err
	}
	// Only what was verified is kept, so that a stranger cannot fill the memory. Its
	// time is past after one Window, also with a nonce that is a time a little later.
	err = h.seen.handleOnce(req.Context(), opened.ID, h.Now(), at.Add(2*h.Window), func() error {
		return opened.Handle(req.Context())
	})
	if err != nil {
		return fmt.Errorf("%s: %w", opened.Name, err)
	}
	return nil
}

// Decrypt verifies and decrypts a push.
func Decrypt(c *msgcrypt.Cipher, p Push) ([]byte, error) {
	text, err := c.Open(p.Signature, p.Timestamp, p.Nonce, p.Body)
	if errors.Is(err, msgcrypt.ErrSignature) {
		return nil, Reject(http.StatusForbidden, "%v", err)
	} else if err != nil {
		return nil, Reject(http.StatusBadRequest, "%v", err)
	}
	return text, nil
}
