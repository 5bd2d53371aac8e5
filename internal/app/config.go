package app

import (
	"cmp"
	"context"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"github.com/wxastore/wxastore/internal/console"
	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/store"
)

// Config is what a service is made of.
type Config struct {
	// Listen and Console are the addresses of the two listeners, as host:port;
	// port 0 takes a free one.
	Listen, Console string
	// TLS is an address that answers as Listen does, over TLS; Proxy is that of
	// an HTTP proxy which keeps calls to Hosts here. "" is none.
	TLS, Proxy string
	// Hosts are the names that the proxy and the certificates are for; empty is
	// Weixin's. ProxyOthers lets clients on this machine go to other hosts.
	Hosts       []string
	ProxyOthers bool
	// PictureURL is the scheme and host of the addresses of pictures; "" is what fits
	// how the client called.
	PictureURL string
	// Data is the folder of the state. It is made if it is not there. It may be
	// empty where nothing is opened in it.
	Data string
	// Seed is the path of a seed file; "" for none.
	Seed string
	// SeedProgress, if set, is told how many bytes of the seed file have been
	// read.
	SeedProgress func(read int64)
	// Demo adds the demo's account. It needs a loopback Listen.
	Demo bool
	// AllowPrivateCallbacks lets events be pushed to addresses that are not
	// public; nil lets them exactly if Listen is on loopback.
	AllowPrivateCallbacks *bool
	// ConsoleToken opens the console. If it is empty one is made, and Data tells
	// it to the commands of the same user.
	ConsoleToken string
	// ConsoleOpen is a console on loopback that asks for no token: every user of
	// this machine may do all. Demo opens it, too, unless it is given a token or
	// can be reached from elsewhere.
	ConsoleOpen bool
	// ConsoleHosts are names that the console is reached by, besides localhost.
	ConsoleHosts []string
	// OpenStore and OpenJournal open the database and the journal of calls. The
	// app closes them.
	OpenStore   func(ctx context.Context, data string, log *slog.Logger) (store.Store, error)
	OpenJournal func(ctx context.Context, data string, log *slog.Logger) (journal.Store, error)
	// OpenSearch opens the search index when it is first needed; the app closes it.
	// Without it, a search finds only what a name begins with.
	OpenSearch func(ctx context.Context, data string, log *slog.Logger) (search.Store, error)
	// OpenBlobs opens the place for pictures; nil is a folder in Data.
	OpenBlobs func(ctx context.Context, data string) (store.Blobs, error)
	// Categories is the path of a saved answer of get_merchant_category; "" for the
	// categories that the program comes with.
	Categories string
	// ReviewManual leaves reviews to the operator. Otherwise the service decides them
	// ReviewDelay after they were submitted, by its own time.
	ReviewManual bool
	ReviewDelay  time.Duration
	// EventsAsSeen has events about reviews say what real ones were seen to say, where
	// that differs from their pages.
	EventsAsSeen bool
	// Districts is a file that holds an answer of get_district; "" answers with the
	// table of the national standard.
	Districts string
	// Parity are the saved comparisons with Weixin that the console shows, Fleet what
	// wxastore fleet has done and would do; nil for none.
	Parity ops.ParityRuns
	Fleet  ops.Fleet
	// JournalOff keeps no calls. JournalCalls and JournalBytes bound what is
	// kept; 0 is the default.
	JournalOff   bool
	JournalCalls int
	JournalBytes int64
	// RestoreBytes bounds what a snapshot to restore may unpack to; 0 is the
	// default.
	RestoreBytes int64
	// AcceptChunked takes bodies that come without a Content-Length. Weixin
	// answers them with HTTP 412.
	AcceptChunked bool
	// Clock tells real time; nil is the system's. The console moves the
	// service's time away from it.
	Clock edge.Clock
	// Random fills the bytes that rids, tokens, media ids and chance are made
	// of, in several goroutines at once; nil is what nobody can guess, and
	// nothing else is good for a service that others reach.
	Random func([]byte)
	Log    *slog.Logger
	// StopDelay is how long the service goes on to answer after a stop was asked
	// for, while it says that it is not ready: a balancer that looks now and
	// then has to see it first. Only then it drains.
	StopDelay time.Duration
	// HeaderTime is how long a request's header may take to arrive, 0 for 10 s,
	// and ReadTime the whole request, 0 for 20 s; package edge gives uploads
	// more, once it knows the caller.
	HeaderTime, ReadTime time.Duration
	// DrainTime is how long calls under way may go on when no more are taken.
	DrainTime time.Duration

	// tokenMade says that ConsoleToken was made here, so that nobody else knows
	// it.
	tokenMade bool
}

// complete returns what is wrong with the configuration, with what to do, and
// makes what is left to it.
func (c *Config) complete() error {
	for name, addr := range map[string]string{"listen": c.Listen, "console": c.Console} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			return said.Errorf("--%s %q is not an address: write host:port, for example 127.0.0.1:8080", name, addr)
		}
	}
	if err := c.completeIntercept(); err != nil {
		return err
	}
	if c.Data == "" && c.OpenBlobs == nil {
		return said.Errorf("--data is empty: name a folder for the state")
	}
	if c.Demo && !loopback(c.Listen) {
		return said.Errorf("--demo has a secret that everybody knows, so it only listens on loopback: use --listen 127.0.0.1:8080, or seed accounts of your own with --seed instead of %q with --demo", c.Listen)
	}
	if c.JournalCalls < 0 || c.JournalBytes < 0 {
		return said.Errorf("--journal-calls and --journal-bytes cannot be negative; 0 calls keep no journal")
	}
	if err := media.CheckPictureURL(c.PictureURL); err != nil {
		return said.Errorf("--picture-url: %w", err)
	}
	if c.ReviewDelay < 0 {
		return said.Errorf("--review-delay cannot be negative; 0 decides at once")
	}
	if c.RestoreBytes < 0 {
		return said.Errorf("--restore-bytes cannot be negative")
	}
	if err := c.completeConsole(); err != nil {
		return err
	}
	if c.OpenBlobs == nil {
		c.OpenBlobs = openFolder
	}
	c.HeaderTime = cmp.Or(c.HeaderTime, 10*time.Second)
	c.ReadTime = cmp.Or(c.ReadTime, 20*time.Second)
	if c.AllowPrivateCallbacks == nil {
		allow := loopback(c.Listen)
		c.AllowPrivateCallbacks = &allow
	}
	return nil
}

// completeConsole decides whether the console asks for a token, and for which.
func (c *Config) completeConsole() error {
	switch {
	case !c.ConsoleOpen:
	case c.ConsoleToken != "":
		return said.Errorf("--console-open asks for no token, and --console-token for one: leave out one of them")
	case !loopback(c.Console):
		return said.Errorf("--console-open is for this machine alone, and others can reach %s: use --console 127.0.0.1:8081, or leave out --console-open", c.Console)
	case len(c.ConsoleHosts) > 0:
		return said.Errorf("--console-open is for this machine alone, and --console-host names it for others: leave out one of them")
	}
	if c.Demo && c.ConsoleToken == "" && loopback(c.Console) && len(c.ConsoleHosts) == 0 {
		c.ConsoleOpen = true
	}
	c.tokenMade = !c.ConsoleOpen && c.ConsoleToken == ""
	if c.tokenMade {
		c.ConsoleToken = console.NewToken()
	}
	if !c.ConsoleOpen {
		return console.CheckToken(c.ConsoleToken)
	}
	return nil
}

// loopback reports whether only this machine can reach the address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
