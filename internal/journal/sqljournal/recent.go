package sqljournal

import (
	"context"
	"slices"
	"sync"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// recentBytes bounds the unpacked calls that are kept for look-ups: some seconds of a
// busy service. A client that looks one call up mostly looks up others of its time.
const recentBytes = 8 << 20

// recent keeps the chunks in which calls were looked up last, the latest at the end.
type recent struct {
	packer *packer
	mu     sync.Mutex
	chunks []*unpacked
}

// unpacked is a chunk whose calls are unpacked.
type unpacked struct {
	version chunkVersion
	raw     []byte
	// last is where in raw the last call of a rid begins.
	last map[string]int
}

// chunkVersion identifies a chunk with the calls that are in it now: they change only
// when others are joined to them or some are cut out.
type chunkVersion struct{ seq, calls, raw, bytes int64 }

// key is the rid as the key of a map.
func (r rid) key() string { return string(append([]byte{r.form}, r.bytes...)) }

// find looks a call up in a chunk.
func (r *recent) find(ctx context.Context, from sqldb.Rows, v chunkVersion, wanted rid) (found journal.Entry, there bool, err error) {
	u, err := r.open(ctx, from, v)
	if err != nil {
		return found, false, err
	}
	at, there := u.last[wanted.key()]
	if !there {
		return found, false, nil
	}
	var c codedCall
	if _, err := c.read(u.raw[at:]); err != nil {
		return found, false, damagedChunk(v.seq, err)
	}
	return c.record(), true, nil
}

// open returns a chunk, without calls if it is gone.
func (r *recent) open(ctx context.Context, from sqldb.Rows, v chunkVersion) (*unpacked, error) {
	if u := r.get(v); u != nil {
		return u, nil
	}
	s := scan{packer: r.packer, from: from}
	if _, err := s.open(ctx, v.seq); err != nil {
		return nil, err
	}
	u := &unpacked{version: v, raw: s.raw, last: make(map[string]int, len(s.starts))}
	var c codedCall
	for i, start := range s.starts {
		if err := s.call(i, &c); err != nil {
			return nil, err
		}
		u.last[c.key()] = start
	}
	r.put(u)
	return u, nil
}

func (r *recent) get(v chunkVersion) *unpacked {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.chunks, func(u *unpacked) bool { return u.version == v })
	if i < 0 {
		return nil
	}
	u := r.chunks[i]
	r.chunks = append(slices.Delete(r.chunks, i, i+1), u)
	return u
}

func (r *recent) put(u *unpacked) {
	r.mu.Lock()
	defer r.mu.Unlock()
	// Older versions of the chunk are not asked for any more.
	r.chunks = append(slices.DeleteFunc(r.chunks, func(old *unpacked) bool { return old.version.seq == u.version.seq }), u)
	bytes := 0
	for i, u := range slices.Backward(r.chunks) {
		if bytes += len(u.raw); bytes > recentBytes {
			r.chunks = slices.Delete(r.chunks, 0, i+1)
			return
		}
	}
}
