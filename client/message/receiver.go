package message

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"log/slog"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/push"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/msgcrypt"
	"github.com/wxastore/wxastore/weixin"
)

// Config is what a Receiver needs. AppID, Token and OnEvent must be set.
type Config struct {
	// AppID is the account's.
	AppID string
	// AccountOf tells whose messages a request brings, where AppID is that of a
	// platform; nil is AppID's own. A request that it tells "" of is answered 404.
	AccountOf func(req *http.Request) string

	// Token signs messages.
	Token string
	// EncodingAESKey, of 43 letters and digits, encrypts messages in the compatible and
	// the safe mode; a receiver that has one refuses plain messages. "" is for the plain
	// mode, in which the signature does not cover what a message says: use it over https
	// only. PreviousEncodingAESKey is the key before.
	EncodingAESKey, PreviousEncodingAESKey string

	// OnEvent is handed each event, and each message. If it returns an error, the push
	// is answered 500, and Weixin pushes it again. Events come more than once: a
	// process does not know what another has handled.
	OnEvent func(context.Context, Event) error

	// Window is how far the timestamp of a push may be from Now; 0 is 5 minutes.
	Window time.Duration
	// Now is the time; nil is time.Now.
	Now func() time.Time
	// Log gets what was refused and why; nil logs nothing.
	Log *slog.Logger
}

// Event is an event of an account, or a message to it.
type Event struct {
	// AppID is the account's. To a platform it comes from the address, which the
	// signature does not cover; ToUserName is verified.
	AppID string
	// AccountEvent is what the event says; a message has another MsgType than event.
	weixin.AccountEvent
	// XML is the whole, decrypted.
	XML []byte
}

// Receiver is the http.Handler of a message URL. It verifies a push, decrypts it, hands
// it on, and only then answers success. It refuses what is not signed with the Token,
// is too old, or has timestamp and nonce exchanged.
//
// An event that comes again, which FromUserName, CreateTime, Event and what it says
// tell, is handed on once in this process: it waits for the first one, and is answered
// success if that was handled; if it was not, it is handed on again.
type Receiver struct {
	config  Config
	cipher  *msgcrypt.Cipher // nil in the plain mode
	handler *push.Handler
}

// NewReceiver returns a receiver.
func NewReceiver(config Config) (*Receiver, error) {
	if config.OnEvent == nil || config.AppID == "" || config.Token == "" {
		return nil, said.Errorf("message: a receiver needs an AppID, a Token and an OnEvent")
	}
	if config.AccountOf == nil {
		appID := config.AppID
		config.AccountOf = func(*http.Request) string { return appID }
	}
	r, signature := &Receiver{config: config}, "signature"
	if config.EncodingAESKey != "" {
		cipher, err := msgcrypt.New(config.AppID, config.Token, config.EncodingAESKey, config.PreviousEncodingAESKey)
		if err != nil {
			return nil, said.Errorf("message: receiver: %w", err)
		}
		r.cipher, signature = cipher, "msg_signature"
	}
	r.handler = push.New(&push.Handler{
		Open: r.open, Signature: signature, CheckToken: config.Token, Window: config.Window, Now: config.Now, Log: config.Log,
	})
	return r, nil
}

// ServeHTTP implements http.Handler.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) { r.handler.ServeHTTP(w, req) }

// open verifies a push and reads it.
func (r *Receiver) open(p push.Push) (push.Opened, error) {
	appID := r.config.AccountOf(p.Request)
	if appID == "" {
		return push.Opened{}, push.Reject(http.StatusNotFound, "the address names no account")
	}
	text, err := r.text(p)
	if err != nil {
		return push.Opened{}, err
	}
	event := Event{AppID: appID, XML: text}
	if err := xml.Unmarshal(text, &event.AccountEvent); err != nil {
		return push.Opened{}, push.Reject(http.StatusBadRequest, "the push is not the XML of an event")
	}
	key, name := text, event.MsgType
	if event.MsgType == "event" {
		name = event.Event
		if key, err = xml.Marshal(event.AccountEvent); err != nil {
			return push.Opened{}, said.Errorf("message: %w", err)
		}
	}
	sum := sha256.Sum256(key)
	return push.Opened{
		Name: name, CreateTime: event.CreateTime, ID: hex.EncodeToString(sum[:]),
		Handle: func(ctx context.Context) error { return r.config.OnEvent(ctx, event) },
	}, nil
}

// text is the XML of a push that was verified.
func (r *Receiver) text(p push.Push) ([]byte, error) {
	if r.cipher != nil {
		return push.Decrypt(r.cipher, p)
	}
	if !push.Signed(p, r.config.Token) {
		return nil, push.Reject(http.StatusForbidden, "the signature is wrong")
	}
	return p.Body, nil
}
