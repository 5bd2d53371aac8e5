package running

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/wxastore/wxastore/internal/atomicfile"
	"github.com/wxastore/wxastore/internal/intercept"
	"github.com/wxastore/wxastore/internal/said"
)

// Service is what a running service writes about itself into its data folder,
// for the commands that look for it.
type Service struct {
	PID     int    `json:"pid"`
	API     string `json:"api"`
	Console string `json:"console"`
	// ConsoleToken is what the console asks for, where the service has made it:
	// one that was configured is kept where it was configured.
	ConsoleToken string `json:"console_token,omitempty"`
	// TLS and Proxy are "" where there is none, and so is all of CA.
	TLS   string           `json:"tls,omitempty"`
	Proxy string           `json:"proxy,omitempty"`
	Hosts []string         `json:"hosts,omitempty"`
	CA    *intercept.Files `json:"ca,omitempty"`
}

// fileName is the file's name in the data folder.
const fileName = "run.json"

func path(data string) string { return filepath.Join(data, fileName) }

// Write says in a data folder where the service of this process is.
func Write(data string, s Service) error {
	s.PID = os.Getpid()
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	err = atomicfile.Write(path(data), func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
	if err != nil {
		return said.Errorf("say where the service is: %w", err)
	}
	return nil
}

// Remove takes back what Write said.
func Remove(data string) error {
	if err := os.Remove(path(data)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Reachable is where a client on this machine reaches a listener: one that
// listens everywhere has an address that is nowhere.
func Reachable(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return address
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && ip.IsUnspecified() {
		u.Host = net.JoinHostPort("127.0.0.1", u.Port())
	}
	return u.String()
}

// Find returns the service that runs with a data folder. Where others
// could have written what that says, it is not believed: it decides where
// secrets are sent and, for clients of the proxy, which code they load.
func Find(ctx context.Context, data string) (Service, error) {
	text, err := readOwn(data, fileName)
	if errors.Is(err, fs.ErrNotExist) {
		return Service{}, said.Errorf("no service runs with the data folder %s: start one with wxastore serve --data %s --proxy 127.0.0.1:8888, or name its folder with --data", data, data)
	}
	if errors.Is(err, fs.ErrPermission) {
		return Service{}, said.Errorf("%w: the service of this folder is another user's; run the command as that user, or name your own service's folder with --data", err)
	}
	if err != nil {
		return Service{}, err
	}
	var found Service
	if err := json.Unmarshal(text, &found); err != nil {
		return Service{}, said.Errorf("%s cannot be read (%w): start the service again", path(data), err)
	}
	u, err := url.Parse(found.API)
	if err == nil {
		var conn net.Conn
		dialer := net.Dialer{Timeout: time.Second}
		if conn, err = dialer.DialContext(ctx, "tcp", u.Host); err == nil {
			conn.Close()
		}
	}
	if err != nil {
		return Service{}, said.Errorf("the service that %s speaks of (process %d, %s) ended without removing that file: start it again with wxastore serve --data %s", path(data), found.PID, found.API, data)
	}
	return found, nil
}
