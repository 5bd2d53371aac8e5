package command

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/running"
	"github.com/wxastore/wxastore/internal/words"
	"github.com/wxastore/wxastore/weixin"
)

// Folder is where the running service keeps its state, and says where it is.
type Folder struct {
	Data string `env:"WXASTORE_DATA" default:"wxastore-data" placeholder:"DIR" help:"Data folder of the running service (${default})."`
}

// Service is the console of a running service. Without an address, the data
// folder says where it is. The variable timeout is the default of the flag.
type Service struct {
	Console      string        `env:"WXASTORE_CONSOLE_URL" placeholder:"URL" help:"Address of the console; that of the service of --data if it is left out."`
	ConsoleToken Secret        `env:"WXASTORE_CONSOLE_TOKEN" placeholder:"TOKEN" help:"The console's token; better in the environment than on the command line. Without it, that of the data folder if the service has made one."`
	Timeout      time.Duration `default:"${timeout}" help:"How long one request to the console may take (${default})."`

	Folder
	Output
}

// Console asks the console of one service.
type Console struct {
	*api.Client
	// Base is the console's address.
	Base string

	timeout time.Duration
}

// languageKey is the key of the language of a command in its context.
type languageKey struct{}

// Speaking returns the context of a command whose errors are to be said in a language, also
// by the console that it asks.
func Speaking(ctx context.Context, lang weixin.Language) context.Context {
	name := words.English
	if lang == weixin.Chinese {
		name = words.Chinese
	}
	return context.WithValue(ctx, languageKey{}, name)
}

// Open finds the console. A token that was found in the data folder is for the
// address with it, and goes nowhere else.
func (s Service) Open(ctx context.Context) (*Console, error) {
	address, token := s.Console, s.ConsoleToken.Reveal()
	if address == "" {
		found, err := running.Find(ctx, s.Data)
		if err != nil {
			return nil, err
		}
		address = found.Console
		if token == "" {
			token = found.ConsoleToken
		}
	}
	client, err := api.NewClient(address, token)
	if err != nil {
		return nil, Usagef("--console %w", err)
	}
	if !s.JSON { // programs look for what is said in English
		client.Language, _ = ctx.Value(languageKey{}).(string)
	}
	return &Console{Client: client, Base: strings.TrimRight(address, "/"), timeout: s.Timeout}, nil
}

// Do asks the console for an operation that does not destroy.
func Do[In, Out any](ctx context.Context, c *Console, o api.Op[In, Out], in In) (out Out, err error) {
	if o.Destroys != "" {
		return out, unasked(o.Operation)
	}
	return ask(ctx, c, o, in)
}

func ask[In, Out any](ctx context.Context, c *Console, o api.Op[In, Out], in In) (Out, error) {
	ctx, cancel := c.limit(ctx, o.Operation)
	defer cancel()
	out, err := o.Call(ctx, c.Client, in)
	return out, sayToken(err)
}

// Text asks the console for an operation and returns the JSON of its answer, nil for
// none. One that destroys has to be confirmed.
func Text[In, Out any](ctx context.Context, c *Console, y Yes, o api.Op[In, Out], in In) (json.RawMessage, error) {
	if err := y.Ask(o.Operation); err != nil {
		return nil, err
	}
	ctx, cancel := c.limit(ctx, o.Operation)
	defer cancel()
	text, err := c.Text(ctx, o.Operation, in)
	return text, sayToken(err)
}

// limit bounds the time of a request, unless bytes of any length go or come.
func (c *Console) limit(ctx context.Context, o api.Operation) (context.Context, context.CancelFunc) {
	if body, answer := o.Body(), o.Answer(); body != nil && api.Raw(body) || answer != nil && api.Raw(answer) {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, c.timeout)
}

// sayToken says of an error for want of the token where to give it.
func sayToken(err error) error {
	if errors.Is(err, api.ErrToken) {
		return Errorf("the console asks for its token: set WXASTORE_CONSOLE_TOKEN or give --console-token; without --console, the token that the service of --data has made is found by itself")
	}
	return err
}
