package sqljournal

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// healing is a journal that begins again when its database turns out to be
// damaged. A file that a crash has cut can look well when it is opened.
type healing struct {
	source sqldb.Expendable
	log    *slog.Logger

	// mu is held for reading while the journal is used, for writing to replace or
	// close it.
	mu     sync.RWMutex
	sound  *Journal
	closed bool
}

func openHealing(ctx context.Context, source sqldb.Expendable, log *slog.Logger) (journal.Store, error) {
	j := &healing{source: source, log: log}
	var err error
	if j.sound, err = open(ctx, source, log); err != nil && source.Damaged(err) {
		err = j.beginAgain(ctx, err)
	}
	if err != nil {
		return nil, err
	}
	return j, nil
}

// beginAgain sets the database aside and opens a new one. No connection to it is
// open.
func (j *healing) beginAgain(ctx context.Context, cause error) error {
	broken, err := j.source.SetAside(cause)
	if err != nil {
		return err
	}
	j.log.Warn("the journal of calls was damaged; it is set aside and begins again", "file", broken, "error", cause)
	sound, err := open(ctx, j.source, j.log)
	if err != nil {
		return err
	}
	j.sound = sound
	return nil
}

// heal replaces the journal that was found to be damaged, unless another caller
// has done so.
func (j *healing) heal(ctx context.Context, found *Journal, cause error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed || j.sound != found {
		return nil
	}
	// What a damaged database says when it is closed has no use.
	_ = found.Close()
	return j.beginAgain(context.WithoutCancel(ctx), cause)
}

// use runs a function on the journal, and once more on a new one if the first
// was damaged.
func (j *healing) use(ctx context.Context, f func(*Journal) error) error {
	found, err := j.try(f)
	if err == nil || !j.source.Damaged(err) {
		return err
	}
	if err := j.heal(ctx, found, err); err != nil {
		return err
	}
	_, err = j.try(f)
	return err
}

func (j *healing) try(f func(*Journal) error) (*Journal, error) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.sound, f(j.sound)
}

func (j *healing) AppendCalls(ctx context.Context, calls []journal.Entry) error {
	return j.use(ctx, func(sound *Journal) error { return sound.AppendCalls(ctx, calls) })
}

func (j *healing) Call(ctx context.Context, rid string) (call journal.Entry, err error) {
	err = j.use(ctx, func(sound *Journal) error {
		call, err = sound.Call(ctx, rid)
		return err
	})
	return call, err
}

func (j *healing) Calls(ctx context.Context, f journal.Filter, limit int) (calls []journal.Entry, err error) {
	err = j.use(ctx, func(sound *Journal) error {
		calls, err = sound.Calls(ctx, f, limit)
		return err
	})
	return calls, err
}

func (j *healing) CountCalls(ctx context.Context, f journal.Filter, most int, within time.Duration) (counts []journal.Count, all bool, err error) {
	err = j.use(ctx, func(sound *Journal) error {
		counts, all, err = sound.CountCalls(ctx, f, most, within)
		return err
	})
	return counts, all, err
}

func (j *healing) TrimCalls(ctx context.Context, before time.Time, maxCalls int, maxBytes int64) (n int, err error) {
	err = j.use(ctx, func(sound *Journal) error {
		n, err = sound.TrimCalls(ctx, before, maxCalls, maxBytes)
		return err
	})
	return n, err
}

func (j *healing) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closed = true
	return j.sound.Close()
}
