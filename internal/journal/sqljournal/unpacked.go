package sqljournal

import (
	"bytes"
	"context"

	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// unpacked is a chunk whose calls are unpacked, to be taken apart one by one. It may
// be filled again with another chunk, into the same buffers.
type unpacked struct {
	seq    int64
	raw    []byte
	starts []int // of the calls in raw
}

// read fills it with a chunk and reports whether there is such a chunk.
func (u *unpacked) read(ctx context.Context, p *packer, from sqldb.Rows, seq int64) (there bool, err error) {
	u.seq, u.raw, u.starts = seq, u.raw[:0], u.starts[:0]
	packed, err := body(ctx, from, seq)
	if err != nil || packed == nil {
		return false, err
	}
	if u.raw, err = p.unpack(u.raw, packed); err != nil {
		return false, damagedChunk(seq, err)
	}
	for rest := u.raw; len(rest) > 0; {
		u.starts = append(u.starts, len(u.raw)-len(rest))
		_, after, ok := cutCall(rest)
		if !ok {
			return false, damagedChunk(seq, errCoded)
		}
		rest = after
	}
	return true, nil
}

// mayHold reports whether any call of the chunk may have a text in it. It rules most
// other chunks out without taking calls apart.
func (u *unpacked) mayHold(text []byte) bool { return bytes.Contains(u.raw, text) }

// call takes a call of the chunk apart.
func (u *unpacked) call(i int, c *codedCall) error {
	if _, err := c.read(u.raw[u.starts[i]:]); err != nil {
		return damagedChunk(u.seq, err)
	}
	return nil
}

// bytes returns a call of the chunk as it is coded.
func (u *unpacked) bytes(i int) []byte {
	end := len(u.raw)
	if i+1 < len(u.starts) {
		end = u.starts[i+1]
	}
	return u.raw[u.starts[i]:end]
}
