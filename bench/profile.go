package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// profileConnections is the load under which profiles are made.
const profileConnections = 32

// profile keeps a CPU profile and one of allocations of a row's service under
// load, if profiles are asked for and the row has a console.
func (o options) profile(ctx context.Context, r *row, t *target) error {
	if o.profiles == "" || t.console == "" {
		return nil
	}
	if err := os.MkdirAll(o.profiles, 0o755); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		_, err := o.load(ctx, t, profileConnections, len(r.ready))
		return err
	})
	group.Go(func() error {
		seconds := max(1, int(o.span.Seconds())-1)
		return t.keep(ctx, fmt.Sprintf("/debug/pprof/profile?seconds=%d", seconds), o.profileFile(r, "cpu"))
	})
	if err := group.Wait(); err != nil {
		return err
	}
	return t.keep(context.WithoutCancel(ctx), "/debug/pprof/allocs", o.profileFile(r, "allocs"))
}

// profileFile is a row's file of a kind.
func (o options) profileFile(r *row, kind string) string {
	words := strings.FieldsFunc(r.name, func(c rune) bool { return c == ' ' || c == ',' || c == '/' })
	return filepath.Join(o.profiles, strings.Join(slices.Concat(words, []string{kind}), "-")+".pprof")
}

// keep writes what the console answers to a file.
func (t *target) keep(ctx context.Context, path, file string) (err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.console+path, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+t.consoleToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, resp.Status)
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(f, resp.Body)
	return err
}
