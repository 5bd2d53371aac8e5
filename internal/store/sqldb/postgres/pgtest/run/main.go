// Command run runs a command with a PostgreSQL server of its own, whose address
// the command finds in WXASTORE_TEST_DATABASE, and that of a second, empty state
// in WXASTORE_TEST_DATABASE_LARGE. The server is gone with it. With -durable
// before the command it flushes what it commits.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			os.Exit(exit.ExitCode())
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, command []string) error {
	start := pgtest.Start
	if len(command) > 0 && command[0] == "-durable" {
		start, command = pgtest.StartDurable, command[1:]
	}
	if len(command) == 0 {
		return errors.New("which command?")
	}
	server, address, err := start(ctx)
	if err != nil {
		return err
	}
	large, err := server.Schema(ctx, "large")
	if err != nil {
		return errors.Join(err, server.Close())
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "WXASTORE_TEST_DATABASE="+address, "WXASTORE_TEST_DATABASE_LARGE="+large)
	return errors.Join(cmd.Run(), server.Close())
}
