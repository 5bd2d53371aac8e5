package sqldb

import (
	"math/bits"
	"sync/atomic"

	"github.com/wxastore/wxastore/internal/store"
)

// stats counts commits. Only the writer's goroutine adds.
type stats struct {
	commits, writes atomic.Uint64
	sizes           [len(store.WriteStats{}.Sizes)]atomic.Uint64
}

// committed counts a commit of some writes.
func (s *stats) committed(writes int) {
	s.commits.Add(1)
	s.writes.Add(uint64(writes))
	s.sizes[min(bits.Len(uint(writes-1)), len(s.sizes)-1)].Add(1)
}

// waiting is how many writes are queued.
func (w *writer) waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.queue)
}

// WriteStats counts the writes since the database was opened.
func (d *Database) WriteStats() store.WriteStats {
	w := d.writer
	got := store.WriteStats{
		Commits: w.stats.commits.Load(), Writes: w.stats.writes.Load(), Queued: w.waiting(),
		Statements: d.reader.queries.Load() + w.session.statements.Load(),
	}
	for i := range got.Sizes {
		got.Sizes[i] = w.stats.sizes[i].Load()
	}
	return got
}

// Queued is how many writes wait.
func (d *Database) Queued() int { return d.writer.waiting() }
