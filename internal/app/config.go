package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
)

// Config is what a service is made of.
type Config struct {
	// Listen and Console are the addresses of the two listeners, as host:port;
	// port 0 takes a free one.
	Listen, Console string
	// Data is the folder of the state. It is made if it is not there.
	Data string
	// Seed is the path of a seed file; "" for none.
	Seed string
	// SeedProgress, if set, is told how many bytes of the seed file have been
	// read.
	SeedProgress func(read int64)
	// Demo adds the demo's account. It needs a loopback Listen.
	Demo bool
	// OpenStore opens the database. The app closes it.
	OpenStore func(ctx context.Context, data string, log *slog.Logger) (store.Store, error)
	// Clock tells the time; nil is the system's.
	Clock edge.Clock
	Log   *slog.Logger
	// DrainTime is how long calls under way may go on after a stop was asked
	// for.
	DrainTime time.Duration
}

// check returns what is wrong with the configuration, with what to do.
func (c Config) check() error {
	for name, addr := range map[string]string{"listen": c.Listen, "console": c.Console} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			return fmt.Errorf("--%s %q is no address: write host:port, for example 127.0.0.1:8080", name, addr)
		}
	}
	if c.Data == "" {
		return errors.New("--data is empty: name a folder for the state")
	}
	if c.Demo && !loopback(c.Listen) {
		return fmt.Errorf("--demo has a secret that everybody knows, so it only listens on loopback: use --listen 127.0.0.1:8080, or seed accounts of your own with --seed instead of %q with --demo", c.Listen)
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
