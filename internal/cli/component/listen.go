package component

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// listen prints pushed events.
type listen struct {
	Addr        string         `default:"127.0.0.1:8090" placeholder:"HOST:PORT" help:"Where to listen (${default})."`
	AppID       string         `name:"appid" required:"" env:"WXASTORE_COMPONENT" placeholder:"APPID" help:"App id of the platform."`
	Token       command.Secret `required:"" env:"WXASTORE_COMPONENT_TOKEN" placeholder:"TOKEN" help:"The platform's token, which signs events."`
	Key         command.Secret `required:"" env:"WXASTORE_COMPONENT_KEY" placeholder:"KEY" help:"The platform's EncodingAESKey, of 43 letters and digits."`
	PreviousKey command.Secret `env:"WXASTORE_COMPONENT_PREVIOUS_KEY" placeholder:"KEY" help:"The key before, if events may still come with it."`

	command.Output
}

// Help is the long text of component listen --help.
func (listen) Help() string {
	return `Verifies and decrypts what is pushed to the address, at any path, prints it and
answers success. What is refused is reported on standard error. Interrupt ends it.

  wxastore component listen --appid wxc0123456789abcdef --token TOKEN --key KEY`
}

// eventShown is an event as --json prints it, with the names of its XML.
type eventShown struct {
	AppID         string `json:"AppId"`
	CreateTime    int64  `json:"CreateTime"`
	InfoType      string `json:"InfoType"`
	Ticket        string `json:"ComponentVerifyTicket,omitempty"`
	Authorizer    string `json:"AuthorizerAppid,omitempty"`
	Code          string `json:"AuthorizationCode,omitempty"`
	CodeExpiresAt int64  `json:"AuthorizationCodeExpiredTime,omitempty"`
	PreAuthCode   string `json:"PreAuthCode,omitempty"`
}

// Format implements fmt.Formatter.
func (e eventShown) Format(f fmt.State, _ rune) { fmt.Fprint(f, "event "+e.InfoType) }

// LogValue implements slog.LogValuer.
func (e eventShown) LogValue() slog.Value { return slog.StringValue("event " + e.InfoType) }

// Run listens until it is interrupted.
func (l *listen) Run(ctx context.Context, s *command.Streams) error {
	var printing sync.Mutex
	receiver, err := component.NewReceiver(component.ReceiverConfig{
		AppID: l.AppID, Token: l.Token.Reveal(), EncodingAESKey: l.Key.Reveal(), PreviousEncodingAESKey: l.PreviousKey.Reveal(),
		OnEvent: func(_ context.Context, e weixin.ComponentEvent) error {
			printing.Lock()
			defer printing.Unlock()
			return l.print(s, e)
		},
		Log: s.TextLog(slog.LevelInfo),
	})
	if err != nil {
		return command.WrongUsage(err)
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", l.Addr)
	if err != nil {
		return command.Errorf("listen: %w", err)
	}
	s.Notef("listening for events of %s at http://%s/\n", l.AppID, listener.Addr())
	server := &http.Server{Handler: receiver, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		return err
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (l *listen) print(s *command.Streams, e weixin.ComponentEvent) error {
	shown := eventShown{AppID: e.AppID, CreateTime: e.CreateTime, InfoType: e.InfoType}
	switch body := e.Body.(type) {
	case weixin.TicketBody:
		shown.Ticket = body.ComponentVerifyTicket
	case weixin.AuthorizedBody:
		shown.Authorizer, shown.PreAuthCode = body.AuthorizerAppID, body.PreAuthCode
		shown.Code, shown.CodeExpiresAt = body.AuthorizationCode, body.AuthorizationCodeExpiredTime
	case weixin.UnauthorizedBody:
		shown.Authorizer = body.AuthorizerAppID
	}
	if l.JSON {
		return s.PrintJSON(shown)
	}
	line := []string{command.Time(time.Unix(e.CreateTime, 0)), e.InfoType}
	for _, part := range []string{shown.Authorizer, shown.Ticket, shown.Code} {
		if part != "" {
			line = append(line, part)
		}
	}
	return s.Printf("%s\n", strings.Join(line, "  "))
}
