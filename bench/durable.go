package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
)

// serveDurable is the second yardstick: a handler that does no more than a
// durable change of modify_merchant must. It decodes the request, keeps the
// introduction of each token in a map, appends a record to a log in dir and
// answers once the log is flushed. Requests that wait at the same time share one
// fdatasync.
func serveDurable(ctx context.Context, address, dir string) (err error) {
	file, err := os.Create(filepath.Join(dir, "changes.log"))
	if err != nil {
		return err
	}
	changes := &changeLog{file: file, intros: make(map[string]string), next: newLogBatch(), wake: make(chan struct{}, 1)}
	stopped := make(chan struct{})
	ctx, stop := context.WithCancel(ctx)
	go func() {
		defer close(stopped)
		changes.run(ctx)
	}()
	defer func() {
		stop()
		<-stopped
		err = errors.Join(err, file.Close())
	}()
	return serveYardstick(ctx, address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req changeRequest
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := changes.put(r.Context(), r.URL.Query().Get("access_token"), req.Intro); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		answerOK(w)
	}))
}

// changeLog is a map of introductions whose changes are appended to a file.
type changeLog struct {
	file *os.File
	wake chan struct{}

	mu     sync.Mutex
	intros map[string]string
	next   *logBatch // what the next flush writes
}

// logBatch is records that are written and flushed together.
type logBatch struct {
	records []byte
	flushed chan struct{} // closed after the flush
	err     error         // set before
}

func newLogBatch() *logBatch { return &logBatch{flushed: make(chan struct{})} }

// put changes an introduction and returns once the change is flushed.
func (c *changeLog) put(ctx context.Context, token, intro string) error {
	c.mu.Lock()
	before := c.intros[token]
	c.intros[token] = intro
	batch := c.next
	record, err := json.Marshal([]string{token, before, intro})
	batch.records = append(append(batch.records, record...), '\n')
	c.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case c.wake <- struct{}{}:
	default:
	}
	select {
	case <-batch.flushed:
		return batch.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run flushes batches until the context ends.
func (c *changeLog) run(ctx context.Context) {
	for {
		select {
		case <-c.wake:
		case <-ctx.Done():
			return
		}
		c.mu.Lock()
		batch := c.next
		c.next = newLogBatch()
		c.mu.Unlock()
		if _, batch.err = c.file.Write(batch.records); batch.err == nil {
			batch.err = flushData(c.file)
		}
		close(batch.flushed)
	}
}

// startDurable starts the durable yardstick on a log in dir, with as many tokens
// as the service is loaded with.
func startDurable(ctx context.Context, dir string) (*target, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	t, err := launch(ctx, self, "-durable", "127.0.0.1:0", "-log", dir)
	if err != nil {
		return nil, err
	}
	for i := range loaded {
		t.urls = append(t.urls, yardstickURL(t.address, fmt.Sprintf("%0157d", i)))
	}
	if err := t.answers(ctx); err != nil {
		return nil, errors.Join(err, t.stop())
	}
	return t, nil
}
