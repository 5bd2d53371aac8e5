package sqljournal

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

// chunk is a row of many calls.
type chunk struct {
	seq, version            int64
	firstSecond, lastSecond int64
	firstAt, lastAt         int64
	calls, raw, bytes       int64
	summary, body           []byte
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
}

// one is the numbers of one call.
func one(at, second int64, size int) chunk {
	return chunk{firstSecond: second, lastSecond: second, firstAt: at, lastAt: at, calls: 1, raw: int64(size)}
}
