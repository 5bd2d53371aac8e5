package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A batch is written when it has batchCalls entries or its first has waited
// batchWait.
const (
	batchCalls = 2048
	batchWait  = 250 * time.Millisecond
)

// write writes what is recorded, until Close.
func (j *Journal) write() {
	defer close(j.ended)
	due := time.NewTimer(batchWait)
	due.Stop()
	defer due.Stop()
	armed := false
	for {
		select {
		case <-j.wake:
			if j.waiting.len() < batchCalls {
				if !armed {
					armed = true
					due.Reset(batchWait)
				}
				continue
			}
			_ = j.writeAll() // its errors are counted
		case <-due.C:
			_ = j.writeAll()
		case written := <-j.flushes:
			written <- j.writeAll()
		case <-j.closing:
			_ = j.writeAll() // nothing is recorded after this
			return
		}
		armed = false
		due.Stop()
	}
}

// writeAll writes all entries that wait when it is called, in batches.
func (j *Journal) writeAll() error {
	entries := j.waiting.take()
	var errs []error
	for rest := entries; len(rest) > 0; {
		batch := rest[:min(len(rest), batchCalls)]
		rest = rest[len(batch):]
		// No single caller's context bounds the work for all of them.
		j.known.maskAll(context.Background(), batch)
		j.waiting.masked(len(batch))
		errs = append(errs, j.writeBatch(batch))
	}
	j.waiting.giveBack(entries)
	return errors.Join(errs...)
}

// writeBatch writes entries. What the store refuses is lost: to try it again
// would keep later entries from being written.
func (j *Journal) writeBatch(batch []Entry) error {
	if err := j.store.AppendCalls(context.Background(), batch); err != nil {
		err = fmt.Errorf("write to the journal: %w", err)
		j.lost.add(len(batch), err)
		return err
	}
	if observe := j.observer.Load(); observe != nil {
		(*observe)(batch)
	}
	return nil
}

// Masked returns an entry as the journal keeps it.
func (j *Journal) Masked(ctx context.Context, e Entry) Entry {
	entries := []Entry{e}
	(&knowing{secrets: j.known.secrets}).maskAll(ctx, entries)
	return entries[0]
}

// storable returns a text that every database can store: UTF-8 without U+0000.
func storable(text string) string {
	const replacement = "\uFFFD"
	return strings.ReplaceAll(strings.ToValidUTF8(text, replacement), "\x00", replacement)
}
