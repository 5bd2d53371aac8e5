package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/component/filetokens"
	"github.com/wxastore/wxastore/client/component/sqltokens"
	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/input"
	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/cli/call"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

// place is where the ledger is.
type place struct {
	Ledger command.Secret `env:"WXASTORE_FLEET_LEDGER" placeholder:"FILE|URL" help:"The ledger: a SQLite file, or postgres://… where several people share it (fleet.db, with --on twin fleet-twin.db)."`
	On     string         `enum:",twin" default:"" placeholder:"twin" help:"twin rehearses on a wxastore in memory, with a ledger of its own; nothing is sent elsewhere."`
	command.Output
}

func (p place) onTwin() bool { return p.On == "twin" }

// open opens the ledger. Without make it has to be there.
func (p place) open(ctx context.Context, make bool) (*ledger, error) {
	address := p.Ledger.Reveal()
	if postgres.Is(address) {
		db, err := postgres.OpenPlain(ctx, address)
		if err != nil {
			return nil, command.DatabaseError{Err: err}
		}
		return begin(ctx, &ledger{Ledger: sqlledger.New(db, sqlledger.Dollar, ""), db: db})
	}
	if address == "" {
		address = "fleet.db"
		if p.onTwin() {
			address = "fleet-twin.db"
		}
	}
	if _, err := os.Stat(address); err != nil && !make {
		return nil, command.Usagef("there is no ledger %s: name it with --ledger, or make a plan first", address)
	}
	db, err := sqlite.OpenPlain(ctx, address)
	if err != nil {
		return nil, err
	}
	return begin(ctx, &ledger{Ledger: sqlledger.New(db, sqlledger.Question, address+".lock"), db: db, path: address})
}

// with opens the ledger for do, and closes it.
func (p place) with(ctx context.Context, make bool, do func(*ledger) error) error {
	l, err := p.open(ctx, make)
	if err != nil {
		return err
	}
	return errors.Join(do(l), l.close())
}

// ledger is an open one, with its database.
type ledger struct {
	*sqlledger.Ledger
	db *sql.DB
	// path is the file's; "" on a server.
	path string
}

func begin(ctx context.Context, l *ledger) (*ledger, error) {
	if err := l.Create(ctx); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (l *ledger) close() error { return l.db.Close() }

// holder names this process to others.
func holder() string {
	name := "a user"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	return fmt.Sprintf("%s on %s (process %d, since %s)", name, host, os.Getpid(), time.Now().Format("15:04"))
}

// service is where Weixin is, and which platform calls it.
type service struct {
	API             *string        `name:"api" env:"WXASTORE_API" placeholder:"URL" help:"Address of the service; the real Weixin (${api}) if it is left out."`
	ListedIn        string         `name:"secrets" placeholder:"FILE" help:"CSV of app ids and secrets of accounts that are called with their own; better readable to you alone."`
	ComponentAppID  string         `name:"component-appid" env:"WXASTORE_COMPONENT" placeholder:"APPID" help:"App id of the platform that calls for all other accounts."`
	ComponentSecret command.Secret `env:"WXASTORE_COMPONENT_SECRET" placeholder:"SECRET" help:"Its secret; better in the environment."`
	ComponentTokens command.Secret `env:"WXASTORE_COMPONENT_TOKENS" placeholder:"DIR|URL" help:"Where the platform keeps its ticket and refresh tokens: the folder of filetokens, or the PostgreSQL database of sqltokens."`
	Each            time.Duration  `default:"30s" help:"How long one call may take (${default})."`
}

// caller is what calls for all accounts, with what has to be closed.
type caller struct {
	accounts *fleet.Accounts
	listed   func(appID string) bool
	api      string
	close    func() error
}

// connect returns what calls the service of the flags.
func (c service) connect(ctx context.Context, s *command.Streams, parallel int) (*caller, error) {
	listed, err := c.secrets()
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: parallel, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true, TLSHandshakeTimeout: c.Each,
	}
	options := []client.Option{client.WithHTTPClient(&http.Client{Transport: transport, Timeout: c.Each})}
	base, err := call.Connection{API: c.API}.Open(s, options...)
	if err != nil {
		return nil, err
	}
	closing := func() error { transport.CloseIdleConnections(); return nil }
	var platform *component.Component
	if c.ComponentAppID != "" {
		tokens, closeTokens, err := c.tokens(ctx)
		if err != nil {
			return nil, err
		}
		closing = func() error { transport.CloseIdleConnections(); return closeTokens() }
		platform, err = component.New(component.Config{AppID: c.ComponentAppID, Secret: c.ComponentSecret.Reveal(), Store: tokens}, append(options, client.WithBaseURL(base.BaseURL()))...)
		if err != nil {
			return nil, errors.Join(command.WrongUsage(err), closing())
		}
	}
	return &caller{
		accounts: fleet.NewAccounts(base, platform, func(appID string) (string, bool) { secret, ok := listed[appID]; return secret.Reveal(), ok }),
		listed:   func(appID string) bool { _, ok := listed[appID]; return ok }, api: base.BaseURL(), close: closing,
	}, nil
}

// tokens opens the platform's tokens.
func (c service) tokens(ctx context.Context) (component.TokenStore, func() error, error) {
	place := c.ComponentTokens.Reveal()
	switch {
	case place == "":
		return nil, nil, command.Usagef("a platform without its tokens: say with --component-tokens where its ticket and refresh tokens are kept")
	case postgres.Is(place):
		db, err := postgres.OpenPlain(ctx, place)
		if err != nil {
			return nil, nil, command.DatabaseError{Err: err}
		}
		return sqltokens.New(db, sqltokens.Dollar), db.Close, nil
	}
	if info, err := os.Stat(place); err != nil || !info.IsDir() {
		return nil, nil, command.Usagef("--component-tokens: there is no folder %s", place)
	}
	tokens, err := filetokens.Open(place)
	return tokens, func() error { return nil }, err
}

// rows is where the wanted values are, and how they are read again.
type rows struct {
	From command.Secret `env:"WXASTORE_FLEET_FROM" placeholder:"FILE|URL" help:"Database that --query is for: a SQLite file, or postgres://…"`
}

// read returns the rows of a source.
func (r rows) read(ctx context.Context, source fleet.Source, listed func(string) bool) fleet.Rows {
	options := input.Options{Listed: listed}
	if from := r.From.Reveal(); from != "" {
		options.Query = func(ctx context.Context, query string) (input.Queried, error) { return ask(ctx, from, query) }
	}
	return input.Read(ctx, source, options)
}

// answer are the rows of a query, whose database is closed with them.
type answer struct {
	*sql.Rows
	db *sql.DB
}

// Close closes both.
func (a answer) Close() error { return errors.Join(a.Rows.Close(), a.db.Close()) }

// ask runs a query that changes nothing.
func ask(ctx context.Context, from, query string) (input.Queried, error) {
	open := sqlite.OpenReadOnly
	if postgres.Is(from) {
		open = postgres.OpenReadOnly
	}
	db, err := open(ctx, from)
	if err != nil {
		return nil, command.DatabaseError{Err: err}
	}
	found, err := db.QueryContext(ctx, query) //nolint:rowserrcheck // who reads the rows asks
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return answer{found, db}, nil
}

// absolute is a path that does not depend on the working folder.
func absolute(path string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", command.WrongUsage(err)
	}
	return full, nil
}
