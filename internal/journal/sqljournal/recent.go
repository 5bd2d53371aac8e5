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
	chunks []*indexed
}

// indexed is a chunk with the places of its calls.
type indexed struct {
	unpacked
	version int64
	// last is the place of the last call of a rid.
	last map[string]int
}

// key is the rid as the key of a map.
func (r rid) key() string { return string(append([]byte{r.form}, r.bytes...)) }

// find looks a call up in a chunk.
func (r *recent) find(ctx context.Context, from sqldb.Rows, c *chunk, wanted rid) (found journal.Entry, there bool, err error) {
	u, err := r.open(ctx, from, c)
	if err != nil {
		return found, false, err
	}
	at, there := u.last[wanted.key()]
	if !there {
		return found, false, nil
	}
	var call codedCall
	if err := u.call(at, &call); err != nil {
		return found, false, err
	}
	return call.record(), true, nil
}

// open returns a chunk, without calls if it is gone.
func (r *recent) open(ctx context.Context, from sqldb.Rows, c *chunk) (*indexed, error) {
	if u := r.get(c); u != nil {
		return u, nil
	}
	u := &indexed{version: c.version, last: make(map[string]int)}
	if _, err := u.read(ctx, r.packer, from, c.seq); err != nil {
		return nil, err
	}
	for i := range u.starts {
		var call codedCall
		if err := u.call(i, &call); err != nil {
			return nil, err
		}
		u.last[call.key()] = i
	}
	r.put(u)
	return u, nil
}

func (r *recent) get(c *chunk) *indexed {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.chunks, func(u *indexed) bool { return u.seq == c.seq && u.version == c.version })
	if i < 0 {
		return nil
	}
	u := r.chunks[i]
	r.chunks = append(slices.Delete(r.chunks, i, i+1), u)
	return u
}

func (r *recent) put(u *indexed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	// Older versions of the chunk are not asked for any more.
	r.chunks = append(slices.DeleteFunc(r.chunks, func(old *indexed) bool { return old.seq == u.seq }), u)
	bytes := 0
	for i, u := range slices.Backward(r.chunks) {
		if bytes += len(u.raw); bytes > recentBytes {
			r.chunks = slices.Delete(r.chunks, 0, i+1)
			return
		}
	}
}
