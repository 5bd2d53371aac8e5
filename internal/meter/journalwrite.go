package meter

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
	journalBatch     = 2048
	journalBatchWait = 250 * time.Millisecond
)

// write writes what is recorded, until Close.
func (j *Journal) write() {
	defer close(j.ended)
	var batch []store.CallRecord
	due := time.NewTimer(journalBatchWait)
	due.Stop()
	defer due.Stop()
	for {
		select {
		case r := <-j.records:
			if len(batch) == 0 {
				due.Reset(journalBatchWait)
			}
			batch = append(batch, maskedCall(r))
			if len(batch) < journalBatch {
				continue
			}
		case <-due.C:
		case written := <-j.flushes:
			written <- j.writeAll(batch)
			batch = batch[:0]
			due.Stop()
			continue
		case <-j.closing:
			// Nobody hands over any more, and its errors are counted.
			_ = j.writeAll(batch)
			return
		}
		_ = j.writeBatch(batch) // counted, too
		batch = batch[:0]
		due.Stop()
	}
}

// writeAll writes a batch and all that waited when it was called.
func (j *Journal) writeAll(batch []store.CallRecord) error {
	var errs []error
	for range len(j.records) {
		if batch = append(batch, maskedCall(<-j.records)); len(batch) == journalBatch {
			errs = append(errs, j.writeBatch(batch))
			batch = batch[:0]
		}
	}
	return errors.Join(append(errs, j.writeBatch(batch))...)
}

// writeBatch writes calls. What the store refuses is lost: to try it again
// would keep later calls from being written.
func (j *Journal) writeBatch(batch []store.CallRecord) error {
	if len(batch) == 0 {
		return nil
	}
	// It is not for any one caller that all of them are written.
	if err := j.store.AppendCalls(context.Background(), batch); err != nil {
		err = fmt.Errorf("write to the journal: %w", err)
		j.lost.add(len(batch), err)
		return err
	}
	j.feed.publish(batch)
	return nil
}

// maskedCall is a call as it is kept.
func maskedCall(r *edge.Record) store.CallRecord {
	keep := func(text string) string { return mask(storable(text)) }
	return store.CallRecord{
		RID: string(r.RID), AppID: r.AppID, Interface: r.Interface,
		Method: keep(r.Method), Path: keep(r.Path), Query: keep(r.RawQuery),
		Request: keep(r.Request), Response: keep(r.Response), Code: int(r.Code), Status: r.Status,
		At: r.At, Cost: r.Cost, ClientIP: r.ClientIP, UserAgent: keep(r.UserAgent), Fault: r.Fault, Reason: keep(r.Reason),
	}
}

// storable is a text that every database keeps: UTF-8 without U+0000.
func storable(text string) string {
	const replacement = "\uFFFD"
	return strings.ReplaceAll(strings.ToValidUTF8(text, replacement), "\x00", replacement)
}
