package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/wxastore/wxastore/internal/cli"
	"github.com/wxastore/wxastore/internal/cli/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(cli.Run(ctx, os.Args[1:], &command.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
