package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/wxastore/wxastore/internal/intercept"
)

// Running is what a running service writes about itself into its data folder,
// for the commands that look for it.
type Running struct {
	PID     int    `json:"pid"`
	API     string `json:"api"`
	Console string `json:"console"`
	// ConsoleToken is what the console asks for, where the service has made it:
	// one that somebody chose is kept where he put it.
	ConsoleToken string `json:"console_token,omitempty"`
	// TLS and Proxy are "" where there is none, and so is all of CA.
	TLS   string           `json:"tls,omitempty"`
	Proxy string           `json:"proxy,omitempty"`
	Hosts []string         `json:"hosts,omitempty"`
	CA    *intercept.Files `json:"ca,omitempty"`
}

// runningName is the file's name in the data folder.
const runningName = "run.json"

func runningPath(data string) string { return filepath.Join(data, runningName) }

// writeRunning says where the service is.
func (a *App) writeRunning() error {
	if a.config.Data == "" {
		return nil
	}
	running := Running{PID: os.Getpid(), API: reachable(a.APIURL()), Console: reachable(a.ConsoleURL())}
	if a.config.tokenMade {
		running.ConsoleToken = a.config.ConsoleToken
	}
	if a.CAFile() != "" {
		running.CA, running.Hosts = &a.caught.files, a.config.Hosts
		running.TLS, running.Proxy = reachable(a.TLSURL()), reachable(a.ProxyURL())
	}
	text, err := json.MarshalIndent(running, "", "  ")
	if err != nil {
		return err
	}
	if err := putOwn(runningPath(a.config.Data), append(text, '\n')); err != nil {
		return fmt.Errorf("say where the service is: %w", err)
	}
	a.announced = true
	return nil
}

// putOwn writes a file that only its owner may read. A reader never sees half of
// it, and whatever somebody else has put there is not written into.
func putOwn(path string, text []byte) (err error) {
	beside := path + ".new"
	if err := os.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(beside, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(beside, path)
}

func (a *App) removeRunning() error {
	if !a.announced {
		return nil // a file that is there is another's
	}
	a.announced = false
	if err := os.Remove(runningPath(a.config.Data)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// reachable is where a client on this machine reaches a listener: one that
// listens everywhere has an address that is nowhere.
func reachable(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return address
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && ip.IsUnspecified() {
		u.Host = net.JoinHostPort("127.0.0.1", u.Port())
	}
	return u.String()
}

// FindRunning returns the service that runs with a data folder. Where others
// could have written what that says, it is not believed: it decides where
// secrets are sent and, for clients of the proxy, which code they load.
func FindRunning(ctx context.Context, data string) (Running, error) {
	text, err := readOwn(data, runningName)
	if errors.Is(err, fs.ErrNotExist) {
		return Running{}, fmt.Errorf("no service runs with the data folder %s: start one with wxastore serve --data %s --proxy 127.0.0.1:8888, or name its folder with --data", data, data)
	}
	if errors.Is(err, fs.ErrPermission) {
		return Running{}, fmt.Errorf("%w: the service of this folder is another user's; run the command as that user, or name your own service's folder with --data", err)
	}
	if err != nil {
		return Running{}, err
	}
	var running Running
	if err := json.Unmarshal(text, &running); err != nil {
		return Running{}, fmt.Errorf("%s cannot be read (%w): start the service again", runningPath(data), err)
	}
	u, err := url.Parse(running.API)
	if err == nil {
		var conn net.Conn
		dialer := net.Dialer{Timeout: time.Second}
		if conn, err = dialer.DialContext(ctx, "tcp", u.Host); err == nil {
			conn.Close()
		}
	}
	if err != nil {
		return Running{}, fmt.Errorf("the service that %s speaks of (process %d, %s) is gone without a farewell: start it again with wxastore serve --data %s", runningPath(data), running.PID, running.API, data)
	}
	return running, nil
}
