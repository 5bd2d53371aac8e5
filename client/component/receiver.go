package component

import (
	"context"
	"encoding/xml"
	"log/slog"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/client/message"
	"github.com/wxastore/wxastore/internal/push"
	"github.com/wxastore/wxastore/internal/said"
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
	config  ReceiverConfig
	cipher  *msgcrypt.Cipher
	handler *push.Handler
}

// DefaultWindow is how far the timestamp of a push may be from the receiver's
// time.
const DefaultWindow = push.DefaultWindow

// NewReceiver returns a receiver on its own, for programs that handle events in
// another way than Component does.
func NewReceiver(config ReceiverConfig) (*Receiver, error) {
	if config.OnEvent == nil {
		return nil, said.Errorf("component: a receiver without OnEvent")
	}
	cipher, err := msgcrypt.New(config.AppID, config.Token, config.EncodingAESKey, config.PreviousEncodingAESKey)
	if err != nil {
		return nil, said.Errorf("component: receiver: %w", err)
	}
	r := &Receiver{config: config, cipher: cipher}
	r.handler = push.New(&push.Handler{Open: r.open, Signature: "msg_signature", Window: config.Window, Now: config.Now, Log: config.Log})
	return r, nil
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

// Messages returns the receiver of the platform's $APPID$ URL: messages and events of
// its accounts. accountOf tells the account, as req.PathValue does of an address with
// its app id.
func (c *Component) Messages(accountOf func(req *http.Request) string, onEvent func(context.Context, message.Event) error, opts ...func(*message.Config)) (*message.Receiver, error) {
	r := c.receives
	config := message.Config{
		AppID: r.AppID, AccountOf: accountOf, Token: r.Token, EncodingAESKey: r.EncodingAESKey, PreviousEncodingAESKey: r.PreviousEncodingAESKey, OnEvent: onEvent,
	}
	for _, opt := range opts {
		opt(&config)
	}
	if config.EncodingAESKey == "" {
		return nil, said.Errorf("component: messages of accounts come encrypted: there must be an EncodingAESKey")
	}
	return message.NewReceiver(config)
}

// ServeHTTP implements http.Handler.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) { r.handler.ServeHTTP(w, req) }

// open verifies and decrypts an event. It is known by its signature, which covers
// timestamp and nonce.
func (r *Receiver) open(p push.Push) (push.Opened, error) {
	text, err := push.Decrypt(r.cipher, p)
	if err != nil {
		return push.Opened{}, err
	}
	var event weixin.ComponentEvent
	if err := xml.Unmarshal(text, &event); err != nil {
		return push.Opened{}, push.Reject(http.StatusBadRequest, "the decrypted event is not the XML of an event")
	}
	if event.AppID != r.config.AppID {
		return push.Opened{}, push.Reject(http.StatusBadRequest, "the event is for %.64q", event.AppID)
	}
	if ticket, ok := event.Body.(weixin.TicketBody); ok && ticket.ComponentVerifyTicket == "" {
		return push.Opened{}, push.Reject(http.StatusBadRequest, "the event brings no ticket")
	}
	return push.Opened{
		Name: event.InfoType, CreateTime: event.CreateTime, ID: p.Signature,
		Handle: func(ctx context.Context) error { return r.config.OnEvent(ctx, event) },
	}, nil
}
