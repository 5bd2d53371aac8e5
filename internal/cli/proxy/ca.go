package proxy

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/intercept"
)

// CA prints the certificate of the service's own CA, or replaces the CA.
type CA struct {
	Renew bool     `help:"Make another CA, or the first; a running service takes it at once."`
	Hosts []string `placeholder:"HOST" help:"With --renew: hosts that the CA is for, besides weixin.qq.com and this machine (those of the last one)."`

	command.Folder
}

// Help is the long text of ca --help.
func (CA) Help() string {
	return `The CA is made when a service first starts with --tls or --proxy. It may sign for
weixin.qq.com, its subdomains, this machine and --hosts, and for nothing else;
its key stays in DATA/ca/key.pem, which only you can read.

  wxastore ca > ca.pem
  curl --cacert ca.pem --proxy http://127.0.0.1:8888 https://api.weixin.qq.com/
  wxastore ca --renew

After --renew, clients trust the new CA when they are started again; a service
need not be.`
}

// Run prints the certificate.
func (c *CA) Run(s *command.Streams) error {
	if !c.Renew && len(c.Hosts) > 0 {
		return command.Usagef("--hosts goes with --renew: a CA that exists cannot be changed")
	}
	dir := intercept.Dir(c.Data)
	if c.Renew {
		if _, err := os.Stat(c.Data); err != nil {
			return command.Errorf("there is no data folder %s: name it with --data", c.Data)
		}
		hosts, err := c.renewFor()
		if err != nil {
			return err
		}
		if err := intercept.Renew(dir, hosts, time.Now()); err != nil {
			return err
		}
	}
	text, err := os.ReadFile(intercept.FilesIn(dir).Certificate)
	if errors.Is(err, fs.ErrNotExist) {
		return command.Errorf("there is no CA in %s: start wxastore serve with --proxy or --tls, or make one with wxastore ca --renew", c.Data)
	}
	if err != nil {
		return err
	}
	return s.Write(text)
}

// renewFor returns the hosts of --hosts; none is those of the last CA.
func (c *CA) renewFor() ([]string, error) {
	if len(c.Hosts) == 0 {
		return nil, nil
	}
	hosts, err := intercept.ParseHosts(c.Hosts)
	if err != nil {
		return nil, command.Usagef("--hosts: %w", err)
	}
	return hosts, nil
}
