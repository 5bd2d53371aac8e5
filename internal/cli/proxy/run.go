package proxy

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// Run runs a command whose calls go through the proxy.
type Run struct {
	Command []string `arg:"" passthrough:"" placeholder:"COMMAND" help:"The command and its arguments, after --."`

	command.Folder
}

// Help is the long text of run --help.
func (Run) Help() string {
	return `Sets the variables that wxastore env prints for one command. Its exit status is
the command's, and signals reach it. Where there is no such command it is 127, and
126 where the command cannot be run.

  wxastore serve --demo --proxy 127.0.0.1:8888
  wxastore run -- curl 'https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=APPID&secret=SECRET'
  wxastore run -- npm test`
}

// Run becomes the command.
func (c *Run) Run(ctx context.Context, s *command.Streams) error {
	argv := c.Command
	if len(argv) > 0 && argv[0] == "--" {
		argv = argv[1:]
	}
	if len(argv) == 0 {
		return command.Usagef("there is no command to run: wxastore run -- COMMAND")
	}
	path, err := exec.LookPath(argv[0])
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		s.Notef("wxastore: there is no command %s: it is not in the PATH, or there is no such file\n", argv[0])
		return command.StatusError{Status: 127}
	case err != nil:
		s.Notef("wxastore: %s cannot be run: it is not an executable file of this user's\n", argv[0])
		return command.StatusError{Status: 126}
	}
	running, err := proxied(ctx, c.Data)
	if err != nil {
		return err
	}
	return become(path, argv, withVariables(os.Environ(), variables(running, os.LookupEnv)))
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
