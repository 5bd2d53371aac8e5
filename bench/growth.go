package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"
)

// growthSpan is how long the load of one point of a curve lasts.
const growthSpan = 4 * time.Second

// growthConnections is the load of the curves.
const growthConnections = 32

// growth measures what a change costs of the service's processor while one thing
// grows after the other, prints it, and draws each as an SVG in a folder.
func (o options) growth(ctx context.Context, folder string) (err error) {
	dir, err := os.MkdirTemp("", "wxastore-growth-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, c := range []struct {
		name, title, axis string
		measure           func(context.Context, string) ([]point, error)
	}{
		{"merchants", "Cost of a change against the number of merchants", "merchants", o.growMerchants},
		{"tokens", "Cost of a change against the number of tokens", "tokens", o.growTokens},
		{"history", "Cost of a change against rows of history, and calls in the journal", "changes made", o.growHistory},
	} {
		points, err := c.measure(ctx, filepath.Join(dir, c.name))
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Printf("\n%s\n", c.title)
		for _, p := range points {
			fmt.Printf("%12.0f  %s a call\n", p.x, time.Duration(p.y*float64(time.Microsecond)).Round(time.Microsecond))
		}
		if err := os.WriteFile(filepath.Join(folder, c.name+".svg"), plot(c.title, c.axis, points), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// seeded makes a state of n merchants in a folder.
func (o options) seeded(ctx context.Context, dir string, n int) (data string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	data, seed := filepath.Join(dir, fmt.Sprint(n)), filepath.Join(dir, fmt.Sprintf("%d.yaml", n))
	if err := writeSeed(seed, n); err != nil {
		return "", err
	}
	_, err = o.seed(ctx, data, seed)
	return data, err
}

// costNow loads a service and returns how many changes were made and what one
// cost, in microseconds of the processor.
func costNow(ctx context.Context, t *target, round int) (made int, micros float64, err error) {
	before, known := t.used()
	if !known {
		return 0, 0, errors.New("this system does not tell what a process costs: it has no /proc")
	}
	took, err := options{span: growthSpan}.load(ctx, t, growthConnections, round)
	if err != nil || len(took) == 0 {
		return 0, 0, err
	}
	after, _ := t.used()
	return len(took), float64((after.cpu - before.cpu).Microseconds()) / float64(len(took)), nil
}

func (o options) growMerchants(ctx context.Context, dir string) (points []point, err error) {
	for n := loaded; n <= o.merchants; n *= 10 {
		data, err := o.seeded(ctx, dir, n)
		if err != nil {
			return nil, err
		}
		t, err := o.startService(ctx, data, n)
		if err != nil {
			return nil, err
		}
		_, micros, err := costNow(ctx, t, n)
		if err = errors.Join(err, t.stop(), os.RemoveAll(data)); err != nil {
			return nil, err
		}
		points = append(points, point{float64(n), micros})
	}
	return points, nil
}

// growthTokens is how many tokens are fetched between two points.
const growthTokens = 25_000

func (o options) growTokens(ctx context.Context, dir string) (points []point, err error) {
	const n = 4*growthTokens + loaded
	data, err := o.seeded(ctx, dir, n)
	if err != nil {
		return nil, err
	}
	// The tokens of the load lie among the others.
	t, err := o.startService(ctx, data, n)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: growthConnections}}
	defer client.CloseIdleConnections()
	for tokens := 0; ; tokens += growthTokens {
		_, micros, err := costNow(ctx, t, tokens)
		if err != nil {
			return nil, err
		}
		points = append(points, point{float64(tokens + loaded), micros})
		if tokens == 4*growthTokens {
			return points, nil
		}
		group, fetching := errgroup.WithContext(ctx)
		group.SetLimit(growthConnections)
		for i := range growthTokens {
			group.Go(func() error {
				_, err := fetchToken(fetching, client, t.address, tokens+i)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return nil, err
		}
		if err := wait(ctx, settleTime); err != nil {
			return nil, err
		}
	}
}

// wait gives the service time for what it does behind the calls.
func wait(ctx context.Context, span time.Duration) error {
	timer := time.NewTimer(span)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// growthRounds is how often the load goes on for the curve of history.
const growthRounds = 10

func (o options) growHistory(ctx context.Context, dir string) (points []point, err error) {
	data, err := o.seeded(ctx, dir, loaded)
	if err != nil {
		return nil, err
	}
	t, err := o.startService(ctx, data, loaded)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	made := 0
	for round := range growthRounds {
		n, micros, err := costNow(ctx, t, round)
		if err != nil {
			return nil, err
		}
		made += n
		points = append(points, point{float64(made), micros})
	}
	return points, nil
}
