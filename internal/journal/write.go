package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
)

// A batch is written when it has so many calls or its first has waited so long.
const (
	batchCalls = 2048
	batchWait  = 250 * time.Millisecond
)

// write writes what is recorded, until Close.
func (j *Journal) write() {
	defer close(j.ended)
	var batch []store.CallRecord // kept from one to the next
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
			batch, _ = j.writeAll(batch) // its errors are counted
		case <-due.C:
			batch, _ = j.writeAll(batch)
		case written := <-j.flushes:
			var err error
			batch, err = j.writeAll(batch)
			written <- err
		case <-j.closing:
			_, _ = j.writeAll(batch) // nobody hands over any more
			return
		}
		armed = false
		due.Stop()
	}
}

// writeAll writes all that waits when it is called, in batches.
func (j *Journal) writeAll(batch []store.CallRecord) ([]store.CallRecord, error) {
	records := j.waiting.take()
	var errs []error
	for rest := records; len(rest) > 0; {
		n := min(len(rest), batchCalls)
		batch = batch[:0]
		for i := range rest[:n] {
			batch = append(batch, maskedCall(&rest[i]))
		}
		// It is not for any one caller that all of them are masked and written.
		j.known.hide(context.Background(), batch)
		rest = rest[n:]
		j.waiting.masked(n)
		errs = append(errs, j.writeBatch(batch))
		batch = emptied(batch)
	}
	j.waiting.giveBack(records)
	return batch, errors.Join(errs...)
}

// writeBatch writes calls. What the store refuses is lost: to try it again
// would keep later calls from being written.
func (j *Journal) writeBatch(batch []store.CallRecord) error {
	if err := j.store.AppendCalls(context.Background(), batch); err != nil {
		err = fmt.Errorf("write to the journal: %w", err)
		j.lost.add(len(batch), err)
		return err
	}
	j.feed.publish(batch)
	return nil
}

// maskedCall is a call as it is kept, but for secrets that only their value
// tells.
func maskedCall(r *edge.Record) store.CallRecord {
	keep := func(text string) string { return mask(storable(text)) }
	c := store.CallRecord{
		RID: string(r.RID), AppID: r.AppID, Claimed: keep(r.Claimed), Interface: r.Interface,
		Method: keep(r.Method), Path: keep(r.Path), Query: keep(r.RawQuery), Header: keep(r.Header),
		Request: keep(r.Request), Response: keep(r.Response), Code: int(r.Code), Status: r.Status,
		At: r.At, Cost: r.Cost, ClientIP: r.ClientIP, UserAgent: keep(r.UserAgent), Fault: r.Fault, Reason: keep(r.Reason),
	}
	c.Kind = store.KindOf(&c, r.Injected, r.Gone)
	return c
}

// Masked is a call as the journal keeps it.
func (j *Journal) Masked(ctx context.Context, r edge.Record) store.CallRecord {
	calls := []store.CallRecord{maskedCall(&r)}
	(&knowing{secrets: j.known.secrets}).hide(ctx, calls)
	return calls[0]
}

// storable is a text that every database keeps: UTF-8 without U+0000.
func storable(text string) string {
	const replacement = "\uFFFD"
	return strings.ReplaceAll(strings.ToValidUTF8(text, replacement), "\x00", replacement)
}
