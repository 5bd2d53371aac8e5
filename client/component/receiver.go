package component

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/msgcrypt"
	"github.com/wxastore/wxastore/weixin"
)

// ReceiverConfig is what a Receiver needs. AppID, Token and EncodingAESKey must
// be set.
type ReceiverConfig struct {
	// AppID is the third-party platform's.
	AppID string
	// Token, EncodingAESKey and PreviousEncodingAESKey are those of
	// Config.
	Token, EncodingAESKey, PreviousEncodingAESKey string

	// OnEvent is handed each event. If it returns an error, the event is
	// answered 500, and Weixin pushes it again. Events come more than once: a
	// repeated push may be sealed again.
	OnEvent func(context.Context, weixin.ComponentEvent) error

	// Window is how far the timestamp of a push may be from Now; 0 is
	// DefaultWindow.
	Window time.Duration
	// Now is the time; nil is time.Now.
	Now func() time.Time
	// Log gets what was refused and why; nil logs nothing.
	Log *slog.Logger
}

// Receiver is the http.Handler of the address to which Weixin pushes a
// platform's events. It verifies and decrypts an event, hands it on, and only
// then answers success. It refuses what is not signed with the Token, is too old,
// or has timestamp and nonce exchanged.
//
// The same push, as a sender repeats it that got no answer, is handed on once in
// this process: it waits for the first one, and is answered success if that was
// handled; if it was not, it is handed on again.
type Receiver struct {
	config ReceiverConfig
	cipher *msgcrypt.Cipher
	seen   replays
}

// DefaultWindow is how far the timestamp of a push may be from the receiver's
// time.
const DefaultWindow = 5 * time.Minute

// maxPush limits the body of an event, in bytes. Real ones have less than 1 KiB.
const maxPush = 64 << 10

// NewReceiver returns a receiver on its own, for programs that handle events in
// another way than Component does.
func NewReceiver(config ReceiverConfig) (*Receiver, error) {
	if config.OnEvent == nil {
		return nil, errors.New("component: a receiver without OnEvent")
	}
	cipher, err := msgcrypt.New(config.AppID, config.Token, config.EncodingAESKey, config.PreviousEncodingAESKey)
	if err != nil {
		return nil, fmt.Errorf("component: receiver: %w", err)
	}
	if config.Window <= 0 {
		config.Window = DefaultWindow
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	return &Receiver{config: config, cipher: cipher}, nil
}

// Receiver returns the receiver of the platform. It stores tickets by itself;
// onEvent is handed all other events, nil is Apply.
func (c *Component) Receiver(onEvent func(context.Context, weixin.ComponentEvent) error, opts ...func(*ReceiverConfig)) (*Receiver, error) {
	if onEvent == nil {
		onEvent = c.Apply
	}
	config := c.receives
	config.OnEvent = func(ctx context.Context, e weixin.ComponentEvent) error {
		if _, ticket := e.Body.(weixin.TicketBody); ticket {
			return c.Apply(ctx, e)
		}
		return onEvent(ctx, e)
	}
	for _, opt := range opts {
		opt(&config)
	}
	return NewReceiver(config)
}

// ServeHTTP implements http.Handler.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if err := r.receive(w, req); err != nil {
		status, known := http.StatusInternalServerError, rejection{}
		if errors.As(err, &known) {
			status = known.status
		}
		r.config.Log.WarnContext(req.Context(), "event refused", "status", status, "reason", err.Error(), "remote", req.RemoteAddr)
		if status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", http.MethodPost)
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "success") // a sender that is gone pushes it again
}

// rejection is an event that is refused with a status.
type rejection struct {
	status int
	reason string
}

func (r rejection) Error() string { return r.reason }

func reject(status int, format string, args ...any) error {
	return rejection{status, fmt.Sprintf(format, args...)}
}

func (r *Receiver) receive(w http.ResponseWriter, req *http.Request) error {
	if req.Method != http.MethodPost {
		return reject(http.StatusMethodNotAllowed, "the method is %.20q", req.Method)
	}
	q := req.URL.Query()
	stamp, nonce, signature := q.Get("timestamp"), q.Get("nonce"), q.Get("msg_signature")
	for _, name := range []string{"timestamp", "nonce", "msg_signature"} {
		if q.Get(name) == "" {
			return reject(http.StatusBadRequest, "the query has no %s", name)
		}
	}
	if len(nonce) > maxNonce {
		return reject(http.StatusBadRequest, "the nonce has more than %d bytes", maxNonce)
	}
	at, err := r.parseStamp(stamp)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxPush))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return reject(http.StatusRequestEntityTooLarge, "the body has more than %d bytes", tooLarge.Limit)
	} else if err != nil {
		return reject(http.StatusBadRequest, "reading the body: %v", err)
	}
	event, err := r.open(signature, stamp, nonce, body)
	if err != nil {
		return err
	}
	if err := holdToTime(event.CreateTime, at, nonce); err != nil {
		return err
	}
	// The signature covers timestamp and nonce; only one that was verified is
	// kept, so that a stranger cannot fill the memory. Its time is past
	// after one Window, also with a nonce that is a time a little later.
	err = r.seen.handleOnce(req.Context(), signature, r.config.Now(), at.Add(2*r.config.Window), func() error {
		return r.config.OnEvent(req.Context(), event)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", event.InfoType, err)
	}
	return nil
}

// maxNonce limits the nonce, in bytes. Real ones have ten or so.
const maxNonce = 128

// open verifies and decrypts an event.
func (r *Receiver) open(signature, stamp, nonce string, body []byte) (event weixin.ComponentEvent, err error) {
	text, err := r.cipher.Open(signature, stamp, nonce, body)
	if errors.Is(err, msgcrypt.ErrSignature) {
		return event, reject(http.StatusForbidden, "%v", err)
	} else if err != nil {
		return event, reject(http.StatusBadRequest, "%v", err)
	}
	if err := xml.Unmarshal(text, &event); err != nil {
		return event, reject(http.StatusBadRequest, "the decrypted event is not the XML of an event")
	}
	if event.AppID != r.config.AppID {
		return event, reject(http.StatusBadRequest, "the event is for %.64q", event.AppID)
	}
	if ticket, ok := event.Body.(weixin.TicketBody); ok && ticket.ComponentVerifyTicket == "" {
		return event, reject(http.StatusBadRequest, "the event brings no ticket")
	}
	return event, nil
}
