package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/cli/state"
	"github.com/wxastore/wxastore/internal/parity/saved"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Command runs the service.
type Command struct {
	Listen        string         `default:"127.0.0.1:8080" placeholder:"ADDR" help:"Address that answers as api.weixin.qq.com does; port 0 takes a free one (${default})."`
	Console       string         `default:"127.0.0.1:8081" placeholder:"ADDR" help:"Address for the operator: health, calls, clock, faults, third-party platforms (${default})."`
	Data          string         `default:"wxastore-data" placeholder:"DIR" help:"Folder that holds the state (${default})."`
	Database      command.Secret `placeholder:"URL" help:"What holds the state instead of the folder: a PostgreSQL database that any number of services may share, as postgres://user@host1,host2/name, or memory, which is gone at the end."`
	Blobs         string         `placeholder:"DIR|URL" help:"Where pictures lie: a folder, or s3://bucket/prefix?endpoint=… (media in the data folder)."`
	ConsoleToken  command.Secret `placeholder:"TOKEN" help:"Token that the console asks for. Without it one is made at each start, which admin and the like find in the data folder."`
	ConsoleOpen   bool           `help:"Ask for no token: every user of this machine may do all that the operator may. On with --demo."`
	ConsoleHost   []string       `placeholder:"NAME" help:"Names that browsers reach the console by, besides localhost."`
	FleetLedger   command.Secret `placeholder:"FILE|URL" help:"Ledger of wxastore fleet whose runs the console shows, and next to it plans (fleet.db and fleet-twin.db in the working folder)."`
	Seed          string         `placeholder:"FILE" help:"YAML file that declares accounts and store Mini Programs."`
	TLS           string         `name:"tls" placeholder:"ADDR" help:"Address that answers the same over TLS, with certificates of a CA of its own."`
	Proxy         string         `placeholder:"ADDR" help:"Address of an HTTP proxy for clients that cannot change their address; wxastore env prints what they need."`
	ProxyOthers   string         `default:"refuse" enum:"refuse,pass" help:"What the proxy does with other hosts than --hosts: refuse, or pass them on for clients on this machine."`
	Hosts         []string       `placeholder:"HOST" help:"Hosts that the proxy answers for and the CA is made for (api.weixin.qq.com, its other addresses, mp.weixin.qq.com and mmbiz.qpic.cn)."`
	PictureURL    string         `placeholder:"URL" help:"Scheme and host of the addresses of uploaded pictures, such as http://mmbiz.qpic.cn (as the client called: http://mmbiz.qpic.cn for those of --hosts, else the API's own address)."`
	New           bool           `help:"Start with an empty state where one was kept whose database is missing; refused where a state is."`
	Demo          bool           `help:"Add a demo account with an approved store Mini Program, and print a curl that modifies it."`
	PrivateOK     *bool          `name:"allow-private-callbacks" negatable:"" help:"Push events also to addresses that are not public. On if --listen is on loopback, otherwise off."`
	Categories    string         `placeholder:"FILE" help:"A saved answer of get_merchant_category, whose categories accounts apply with, instead of a made-up tree."`
	Review        string         `default:"auto" enum:"auto,manual" help:"Who decides what Weixin reviews: auto, the service by the seed's rules, or manual, the operator."`
	ReviewDelay   time.Duration  `default:"1s" help:"How long a review takes that the service decides, by its own time (${default})."`
	Events        string         `default:"documented" enum:"documented,seen" help:"What events about reviews say where real ones were seen to differ from their pages."`
	Districts     string         `placeholder:"FILE" help:"JSON file with an answer of get_district, to answer with instead of the table that comes with the service."`
	JournalCalls  int            `default:"1000000" help:"How many calls the journal keeps at most, for up to 7 days; 0 keeps none (${default})."`
	JournalBytes  int64          `default:"1073741824" help:"How many bytes of calls the journal keeps at most (${default}); in memory no more than 67108864."`
	RestoreBytes  int64          `default:"68719476736" help:"How many bytes a snapshot to restore may unpack to (${default})."`
	LogFormat     string         `default:"auto" enum:"auto,text,json" help:"Form of the log on standard error: text or json, or auto, which is a line to read for each call on a terminal and text elsewhere. Lines on a terminal are in the language of --lang, except JSON; elsewhere they are in English."`
	LogLevel      slog.Level     `default:"info" help:"Lowest level that is logged: debug, info, warn or error."`
	StopDelay     time.Duration  `default:"0s" help:"How long to go on answering after SIGTERM while /readyz says no, so that a balancer looks elsewhere first (${default})."`
	DrainTime     time.Duration  `default:"10s" help:"How long calls under way may go on after that (${default})."`
	Config        string         `placeholder:"FILE" help:"YAML file with the same settings, such as 'listen: 127.0.0.1:8080'."`
	AcceptChunked bool           `help:"Take bodies without a Content-Length, which Weixin answers with HTTP 412."`
}

// memoryJournal is how many bytes of calls a state in memory keeps at most.
const memoryJournal = 64 << 20

// Help is the long text of serve --help.
func (Command) Help() string {
	return `The service keeps its state in one folder and answers on two addresses: one is
Weixin's surface and nothing else, the other is yours. With --database the state
is in PostgreSQL, and only pictures and what belongs to this one service are in
the folder. A password is better in WXASTORE_DATABASE or PGPASSWORD than in a
flag, which other users of the machine can read.

Pictures may lie in a bucket instead: --blobs s3://bucket/prefix takes endpoint,
region, path-style, timeout and credentials (a file) after the question mark.
Without a file the credentials are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.

Each setting is a flag (--log-format json), an environment variable
(WXASTORE_LOG_FORMAT=json) or a line of the --config file (log-format: json).
A flag wins over the environment, the environment over the file.

The console asks for a token, except with --demo and with --console-open. A browser
signs in with the link that is printed; wxastore admin and the like find the token
that was made in the data folder, which has to be the user's own.

  wxastore serve --demo
  wxastore serve --seed accounts.yaml --data /var/lib/wxastore
  wxastore serve --database postgres://wxastore@db1,db2/wxastore --console-token "$TOKEN"
  wxastore serve --listen 127.0.0.1:0 --console 127.0.0.1:0 --data "$(mktemp -d)"

SIGTERM and SIGINT drain and stop; a second one stops at once.`
}

// Run opens the service, says where it is, and answers until ctx ends.
func (c *Command) Run(ctx context.Context, s *command.Streams) (err error) {
	makeFilesPrivate()
	where := state.WithPictures{Blobs: c.Blobs, Place: state.Place{Data: c.Data, Database: c.Database}}
	openStore, openJournal, openSearch, err := where.Openers(c.New)
	if err != nil {
		return err
	}
	journalBytes := c.JournalBytes
	if where.InMemory() {
		journalBytes = min(journalBytes, memoryJournal)
	}
	runs, err := c.fleet()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, runs.Close()) }()
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return err
	}
	progress := newSeedProgress(c.Seed, s)
	service, err := app.Open(ctx, app.Config{
		Listen: c.Listen, Console: c.Console, Data: c.Data,
		TLS: c.TLS, Proxy: c.Proxy, ProxyOthers: c.ProxyOthers == "pass", Hosts: c.Hosts, PictureURL: c.PictureURL,
		Seed: c.Seed, SeedProgress: progress.set, Demo: c.Demo,
		ConsoleToken: c.ConsoleToken.Reveal(), ConsoleOpen: c.ConsoleOpen, ConsoleHosts: c.ConsoleHost, AllowPrivateCallbacks: c.PrivateOK,
		OpenStore: openStore, OpenJournal: openJournal, OpenSearch: openSearch, OpenBlobs: func(ctx context.Context, _ string) (store.Blobs, error) { return where.OpenBlobs(ctx) },
		JournalOff: c.JournalCalls == 0, JournalCalls: c.JournalCalls, JournalBytes: journalBytes, RestoreBytes: c.RestoreBytes,
		AcceptChunked: c.AcceptChunked, Categories: c.Categories, Districts: c.Districts, EventsAsSeen: c.Events == "seen",
		Parity: saved.Of(data), Fleet: runs,
		ReviewManual: c.Review == "manual", ReviewDelay: c.ReviewDelay,
		Log: c.logger(s), StopDelay: c.StopDelay, DrainTime: c.DrainTime,
	})
	progress.end()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.Close()) }()
	if err := c.announce(ctx, s, service); err != nil {
		return err
	}
	return service.Run(ctx)
}

// counted says what a seed file declares.
func counted(s *command.Streams, r seed.Result) string {
	text := s.Say("%d accounts", r.Accounts)
	if r.Components > 0 {
		text += s.Say(", %d platforms", r.Components)
	}
	if r.Authorizations > 0 {
		text += s.Say(", %d authorizations", r.Authorizations)
	}
	return text
}

// announce prints where the service is. Scripts read the first three lines.
func (c *Command) announce(ctx context.Context, s *command.Streams, service *app.App) error {
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("api      %s\nconsole  %s\ndata     %s\n", service.APIURL(), service.ConsoleURL(), data)
	for _, line := range []struct{ name, value string }{
		{"tls", service.TLSURL()}, {"proxy", service.ProxyURL()}, {"ca", service.CAFile()},
	} {
		if line.value != "" {
			text += fmt.Sprintf("%-8s %s\n", line.name, line.value)
		}
	}
	if link, valid := service.ConsoleLink(); link != "" {
		text += "sign in  " + link + s.Say(" (one browser, within %.0f minutes; wxastore open prints another)\n", valid.Minutes())
	}
	if c.Seed != "" {
		text += "seeded   " + s.Say("%s from %s, %d records added or changed\n", counted(s, service.Seeded), c.Seed, service.Seeded.Changed)
	}
	switch {
	case c.Demo:
		token, err := service.DemoToken(ctx)
		if err != nil {
			return err
		}
		text += fmt.Sprintf("demo     appid %s, secret %s\nplatform appid %s, secret %s\n", seed.DemoAppID, seed.DemoSecret, seed.DemoComponentAppID, seed.DemoComponentSecret)
		text += s.Say("\nTry it:\n") + fmt.Sprintf(`
  curl '%s%s?access_token=%s' \
    -d '{"headimg_mediaid":"","intro":"修改的内容"}'

`, service.APIURL(), weixin.ModifyMerchant.Path, token)
	case c.Seed == "":
		empty, err := service.Empty(ctx)
		if err != nil {
			return err
		}
		if empty {
			s.Notef("wxastore: there is no account yet: start with --demo for one to try, declare yours in a file for --seed, or add one with wxastore admin accounts create\n")
		}
	}
	return s.Show(text)
}
