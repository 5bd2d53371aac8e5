package proxy

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/running"
)

// proxied returns the running service, if it has a proxy.
func proxied(ctx context.Context, data string) (running.Service, error) {
	found, err := running.Find(ctx, data)
	if err == nil && found.Proxy == "" {
		err = command.Errorf("the service of %s runs without a proxy: start it with --proxy 127.0.0.1:8888", data)
	}
	return found, err
}

// Env prints the variables that send clients through the proxy.
type Env struct {
	Shell string `default:"bash" enum:"bash,fish,powershell,dotenv" help:"Whose language: bash (also sh and zsh), fish, powershell or dotenv (${default})."`

	command.Folder
}

// Help is the long text of env --help.
func (Env) Help() string {
	return `For clients that call https://api.weixin.qq.com and cannot be configured otherwise.
The variables are those that Go, Node, Python, PHP, Java, .NET, Ruby, curl and
wget read; other hosts are refused unless the service has --proxy-others pass.

  wxastore serve --demo --proxy 127.0.0.1:8888
  eval "$(wxastore env)"
  wxastore env --shell fish | source
  wxastore env --shell powershell | Out-String | Invoke-Expression
  wxastore env --shell dotenv > .env

SSL_CERT_FILE and its like name a bundle of the system's roots and the service's
CA, so that other hosts keep working. Node, Python and Java also load what leads
them to the service, because many of their clients read no proxy's variables. A
program that reads none of this reaches the real Weixin: docs/sdks.md names those
that are known. On Windows, Go and .NET trust the system's store alone:
add what wxastore ca prints to it.`
}

// Run prints the variables.
func (c *Env) Run(ctx context.Context, s *command.Streams) error {
	running, err := proxied(ctx, c.Data)
	if err != nil {
		return err
	}
	write := shells()[c.Shell]
	var text strings.Builder
	for _, v := range variables(running, os.LookupEnv) {
		line, err := write(v)
		if err != nil {
			return err
		}
		text.WriteString(line + "\n")
	}
	return s.Write([]byte(text.String()))
}

// shells are the languages of env.
func shells() map[string]func(variable) (string, error) {
	quoted := func(form string, escapes ...string) func(variable) (string, error) {
		escape := strings.NewReplacer(escapes...)
		return func(v variable) (string, error) { return fmt.Sprintf(form, v.name, escape.Replace(v.value)), nil }
	}
	return map[string]func(variable) (string, error){
		"bash":       quoted(`export %s='%s'`, `'`, `'\''`),
		"fish":       quoted(`set -gx %s '%s'`, `\`, `\\`, `'`, `\'`),
		"powershell": quoted(`$env:%s = '%s'`, `'`, `''`, "\u2018", "\u2018\u2018", "\u2019", "\u2019\u2019", "\u201a", "\u201a\u201a", "\u201b", "\u201b\u201b"),
		"dotenv":     dotenv,
	}
}

// dotenv quotes only where it must: docker's --env-file knows no quotes. What
// holds a quote itself, each reader reads in its own way.
func dotenv(v variable) (string, error) {
	if strings.ContainsAny(v.value, "'\n") {
		return "", command.Errorf("%s=%s cannot be written so that every reader of .env files understands it: choose a data folder without quotes in its path", v.name, v.value)
	}
	if strings.ContainsAny(v.value, " \t\"`\\#$") {
		return v.name + "='" + v.value + "'", nil
	}
	return v.name + "=" + v.value, nil
}
