//go:build unix

package proxy

import (
	"syscall"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// become replaces this process by the command, so that its exit status, its
// signals and its terminal are its own.
func become(path string, argv, environ []string) error {
	if err := syscall.Exec(path, argv, environ); err != nil {
		return command.Errorf("cannot run %s: %w", path, err)
	}
	return nil
}
