package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// load posts changes from all connections for the span and returns how long
// each call took. An answer other than success ends it.
func (o options) load(ctx context.Context, t *target, connections, round int) ([]time.Duration, error) {
	perClient := make([][]time.Duration, connections)
	err := clients(ctx, connections, o.span, func(ctx context.Context, client *http.Client, i, n int) error {
		body := fmt.Sprintf(`{"headimg_mediaid":"","intro":"轮次%d客户%d修改%d"}`, round, i, n)
		began := time.Now()
		err := call(ctx, client, t.url(), body)
		perClient[i] = append(perClient[i], time.Since(began))
		return err
	})
	return slices.Concat(perClient...), err
}

// soakConnections is how many clients load a service for a long time.
const soakConnections = 32

// loadFor posts the same body for a long time and counts the calls.
func loadFor(ctx context.Context, t *target, span time.Duration, body string, calls *atomic.Int64) error {
	err := clients(ctx, soakConnections, span, func(ctx context.Context, client *http.Client, _, _ int) error {
		if err := call(ctx, client, t.url(), body); err != nil {
			return err
		}
		calls.Add(1)
		return nil
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// clients runs as many clients as there are connections for the span. The first
// error ends it.
func clients(ctx context.Context, connections int, span time.Duration, each func(ctx context.Context, client *http.Client, i, n int) error) error {
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	group, ctx := errgroup.WithContext(ctx)
	end := time.Now().Add(span)
	for i := range connections {
		group.Go(func() error {
			for n := 0; time.Now().Before(end); n++ {
				if err := each(ctx, client, i, n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// times does a work n times, shared among a number of connections. The first error
// ends it.
func times(ctx context.Context, connections, n int, each func(ctx context.Context, client *http.Client, i int) error) error {
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	group, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range connections {
		group.Go(func() error {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := each(ctx, client, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// call posts a call that must succeed.
func call(ctx context.Context, client *http.Client, url, body string) error {
	return succeeded(post(ctx, client, url, body))
}

// succeeded says whether a call was answered as it must be.
func succeeded(text []byte, err error) error {
	if err == nil && string(text) != success {
		err = fmt.Errorf("answered %.500q", text)
	}
	return err
}

func post(ctx context.Context, client *http.Client, url, body string) ([]byte, error) {
	return send(ctx, client, url, "", strings.NewReader(body))
}

// send posts a body of a type, "" to name none.
func send(ctx context.Context, client *http.Client, url, contentType string, body io.Reader) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, body)
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
