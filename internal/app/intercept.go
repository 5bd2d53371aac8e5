package app

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/intercept"
	"github.com/wxastore/wxastore/internal/said"
)

// interception is what serves clients that cannot change their address. Its
// parts are nil where they are not configured.
type interception struct {
	tls, proxy, kept *listener
	proxying         *intercept.Proxy
	files            intercept.Files
}

// completeIntercept checks the settings of the interception.
func (c *Config) completeIntercept() error {
	for flag, addr := range map[string]string{"tls": c.TLS, "proxy": c.Proxy} {
		if addr == "" {
			continue
		}
		if _, _, err := net.SplitHostPort(addr); err != nil {
			return said.Errorf("--%s %q is not an address: write host:port, for example 127.0.0.1:8443", flag, addr)
		}
		if c.Demo && !loopback(addr) {
			return said.Errorf("--demo has a secret that everybody knows, so it only listens on loopback: use --%s 127.0.0.1:8443, or seed accounts of your own with --seed instead of %q with --demo", flag, addr)
		}
	}
	if c.Data == "" && (c.TLS != "" || c.Proxy != "") {
		return said.Errorf("--data is empty: name a folder for the CA of --tls and --proxy")
	}
	if c.Proxy != "" && c.TLS == "" {
		c.TLS = "127.0.0.1:0" // for clients that read no proxy variables
	}
	if c.ProxyOthers && c.Proxy == "" {
		return said.Errorf("no proxy is configured that could let others pass: add --proxy 127.0.0.1:8888")
	}
	hosts, err := intercept.ParseHosts(c.Hosts)
	if err != nil {
		return said.Errorf("--hosts: %w", err)
	}
	c.Hosts = hosts
	return nil
}

// intercept takes the addresses of --tls and --proxy.
func (a *App) intercept(ctx context.Context, api http.Handler) (err error) {
	a.caught = &interception{}
	if a.config.TLS == "" && a.config.Proxy == "" {
		return nil
	}
	// Certificates live in the clients' time, which is not moved.
	certificates, err := intercept.OpenCertificates(intercept.Dir(a.config.Data), a.config.Hosts, time.Now, a.log)
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(intercept.Dir(a.config.Data))
	if err != nil {
		return err
	}
	a.caught.files = intercept.FilesIn(dir)
	if a.config.TLS != "" {
		if a.caught.tls, err = a.listenOn(ctx, "tls", a.config.TLS, api); err != nil {
			return err
		}
		address, err := netip.ParseAddrPort(a.caught.tls.Addr().String())
		if err != nil {
			return said.Errorf("the address of --tls: %w", err)
		}
		if err := intercept.WriteLeads(a.caught.files, a.config.Hosts, address); err != nil {
			return err
		}
		a.caught.tls.over(certificates.TLS())
	}
	if a.config.Proxy == "" {
		return nil
	}
	proxying := intercept.NewProxy(intercept.Config{
		Hosts: a.config.Hosts, PassOthers: a.config.ProxyOthers, API: api, Certificates: certificates, Log: a.log,
	})
	if a.caught.proxy, err = a.listenOn(ctx, "proxy", a.config.Proxy, proxying); err != nil {
		return err
	}
	a.caught.proxying = proxying
	a.caught.kept = &listener{Listener: proxying.Kept(), server: a.newServer(api)}
	return nil
}

// intercepts reports whether calls to a host are answered here, whatever leads them.
func (a *App) intercepts(host string) bool {
	return slices.Contains(a.config.Hosts, strings.ToLower(host))
}

// caughtElsewhere reports whether another machine can reach --tls or --proxy.
func (a *App) caughtElsewhere() bool {
	for _, addr := range []string{a.config.TLS, a.config.Proxy} {
		if addr != "" && !loopback(addr) {
			return true
		}
	}
	return false
}

// over puts TLS around the connections of a listener.
func (l *listener) over(config *tls.Config) {
	l.server.TLSConfig, l.secure = config, true
	l.Listener = tls.NewListener(l.Listener, config)
}

func (i *interception) listeners() []*listener {
	var all []*listener
	for _, l := range []*listener{i.tls, i.proxy, i.kept} {
		if l != nil {
			all = append(all, l)
		}
	}
	return all
}

// drain is the order of a stop: the proxy takes no more connections before
// those it has taken are drained.
func (i *interception) drain(ctx context.Context) error {
	var errs []error
	for _, l := range i.listeners() {
		errs = append(errs, l.drain(ctx))
	}
	if i.proxying != nil {
		errs = append(errs, i.proxying.Drain(ctx))
	}
	return errors.Join(errs...)
}

func (i *interception) close() error {
	var errs []error
	if i.proxying != nil {
		i.proxying.Close()
	}
	for _, l := range i.listeners() {
		errs = append(errs, l.close())
	}
	return errors.Join(errs...)
}

// TLSURL is where the API is reached over TLS, "" if it is not.
func (a *App) TLSURL() string { return a.caught.tls.urlOrNone() }

// ProxyURL is where the proxy is reached, "" if there is none.
func (a *App) ProxyURL() string { return a.caught.proxy.urlOrNone() }

// CAFile is the certificate that clients have to trust, "" if there is none.
func (a *App) CAFile() string { return a.caught.files.Certificate }

func (l *listener) urlOrNone() string {
	if l == nil {
		return ""
	}
	return l.url()
}
