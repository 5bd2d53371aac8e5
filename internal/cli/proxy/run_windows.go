package proxy

import (
	"errors"
	"os"
	"os/exec"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// become runs the command and ends with its exit status: Windows cannot replace
// a process. Ctrl-C reaches every process of the console.
func become(path string, argv, environ []string) error {
	cmd := exec.Command(path, argv[1:]...) //nolint:noctx // it ends when it ends
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environ, os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(exit.ExitCode())
	}
	if err != nil {
		return command.Errorf("cannot run %s: %w", path, err)
	}
	os.Exit(0)
	return nil
}
