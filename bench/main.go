package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	o, m := parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := o.run(ctx, m)
	if err != nil && ctx.Err() != nil && m.bare == "" && m.durable == "" {
		err = errors.New("interrupted")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (o options) run(ctx context.Context, m modes) error {
	switch {
	case m.bare != "":
		return serveBare(ctx, m.bare)
	case m.durable != "":
		return serveDurable(ctx, m.durable, m.log)
	case m.peers != "":
		return o.comparePeers(ctx, m.peers)
	case m.sequence:
		return o.sequence(ctx)
	case m.memory:
		return o.memory(ctx)
	case m.soak > 0:
		return o.soak(ctx, m.soak)
	case m.cost:
		return o.cost(ctx, m.keep)
	case m.growth != "":
		return o.growth(ctx, m.growth)
	}
	return o.compare(ctx)
}
