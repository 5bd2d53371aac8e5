package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// runCmd runs a command whose calls go through the proxy.
type runCmd struct {
	Command []string `arg:"" passthrough:"" placeholder:"COMMAND" help:"The command and its arguments, after --."`

	folder
}

// Help is the long text of run --help.
func (runCmd) Help() string {
	return `Sets the variables that wxastore env prints for one command. Its exit status is
the command's, and signals reach it.

  wxastore serve --demo --proxy 127.0.0.1:8888
  wxastore run -- curl 'https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=APPID&secret=SECRET'
  wxastore run -- npm test`
}

// Run becomes the command.
func (c *runCmd) Run(ctx context.Context, s *streams) error {
	command := c.Command
	if len(command) > 0 && command[0] == "--" {
		command = command[1:]
	}
	if len(command) == 0 {
		return usagef("there is no command to run: wxastore run -- COMMAND")
	}
	running, err := c.proxied(ctx)
	if err != nil {
		return err
	}
	path, err := exec.LookPath(command[0])
	if err != nil {
		return fmt.Errorf("cannot run %s: %w", command[0], err)
	}
	return become(path, command, withVariables(os.Environ(), variables(running, os.LookupEnv)))
}

// withVariables returns an environment with some variables replaced. A name
// counts once, in both cases where the system does not tell them apart.
func withVariables(environ []string, set []variable) []string {
	same := func(a, b string) bool { return a == b || runtime.GOOS == "windows" && strings.EqualFold(a, b) }
	var result []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		replaced := false
		for _, v := range set {
			replaced = replaced || same(name, v.name)
		}
		if !replaced {
			result = append(result, entry)
		}
	}
	for _, v := range set {
		result = append(result, v.name+"="+v.value)
	}
	return result
}
