package sqljournal

import (
	"slices"

	"github.com/wxastore/wxastore/internal/journal"
)

// What a chunk holds at most. A call that is longer by itself has a chunk by
// itself.
const (
	chunkCalls = 2048
	chunkRaw   = 512 << 10
	// chunkSpan is how many seconds the rids of a chunk may be apart. A rid is
	// looked for in all chunks that its second may be in: one that reached from
	// a clock set back to now would be among them for every rid.
	chunkSpan = 600
)

// longestCall bounds what one call takes, and with it what a reader takes for a
// chunk.
const longestCall = 8 << 20

// anyKind are the bits of all kinds, also of those that are not known yet.
const anyKind = -1

// kindBits has a bit for each of some kinds; none are any.
func kindBits(kinds ...journal.Kind) (set int64) {
	for _, kind := range kinds {
		i := slices.Index(journal.Kinds(), kind)
		if i < 0 {
			return anyKind
		}
		set |= 1 << i
	}
	if set == 0 {
		return anyKind
	}
	return set
}

// chunk is a row of many calls.
type chunk struct {
	seq, version            int64
	firstSecond, lastSecond int64
	firstAt, lastAt         int64
	calls, raw, bytes       int64
	// kinds has a bit for each kind that a call of it is of.
	kinds                int64
	summary, grams, body []byte
}

// chunkOverhead is about what a chunk takes in addition to its summary and its body:
// numbers and the places in the indexes.
const chunkOverhead = 120

// holds reports whether a chunk has room for what another holds.
func (c *chunk) holds(other *chunk) bool {
	return c.calls+other.calls <= chunkCalls && c.raw+other.raw <= chunkRaw &&
		max(c.lastSecond, other.lastSecond)-min(c.firstSecond, other.firstSecond) <= chunkSpan
}

// join adds the numbers of calls that follow.
func (c *chunk) join(next *chunk) {
	if c.calls == 0 {
		c.firstSecond, c.lastSecond, c.firstAt, c.lastAt = next.firstSecond, next.lastSecond, next.firstAt, next.lastAt
	}
	c.firstSecond, c.lastSecond = min(c.firstSecond, next.firstSecond), max(c.lastSecond, next.lastSecond)
	c.firstAt, c.lastAt = min(c.firstAt, next.firstAt), max(c.lastAt, next.lastAt)
	c.calls, c.raw = c.calls+next.calls, c.raw+next.raw
	c.kinds |= next.kinds
}

// one is the numbers of one call.
func one(at, second int64, size int, kinds int64) chunk {
	return chunk{kinds: kinds, firstSecond: second, lastSecond: second, firstAt: at, lastAt: at, calls: 1, raw: int64(size)}
}
