package sqljournal

import (
	"context"

	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// trimming deletes calls inside a write and counts them.
type trimming struct {
	journal      *Journal
	tx           *sqldb.Tx
	calls, bytes int64
}

// drop deletes a chunk.
func (m *trimming) drop(ctx context.Context, c *chunk) error {
	n, err := m.tx.Exec(ctx, deleteChunk, c.seq)
	m.calls += n * c.calls
	m.bytes += n * c.bytes
	return err
}

// cut deletes those calls of a chunk that are not to be kept. One whose calls
// cannot be read is of no more use to anybody and is deleted.
func (m *trimming) cut(ctx context.Context, c *chunk, keep func(i int, c *codedCall) bool) error {
	var s unpacked
	there, err := s.read(ctx, m.journal.packer, m.tx, c.seq)
	if m.tx.Failed() != nil || err == nil && !there {
		return err
	}
	if err != nil {
		return m.drop(ctx, c)
	}
	var left []byte
	for i := range s.starts {
		var call codedCall
		if err := s.call(i, &call); err != nil {
			return m.drop(ctx, c)
		}
		if keep(i, &call) {
			left = append(left, s.bytes(i)...)
		}
	}
	if len(left) == 0 {
		return m.drop(ctx, c)
	}
	rest, err := m.journal.packer.repack(left)
	if err != nil {
		return err
	}
	if err := rest.replace(ctx, m.tx, c.seq); err != nil {
		return err
	}
	m.calls += c.calls - rest.calls
	m.bytes += c.bytes - rest.bytes
	return nil
}

// beyond deletes the first of the calls that are beyond the limits.
func (m *trimming) beyond(ctx context.Context, maxCalls, maxBytes int64) error {
	var calls, bytes int64
	if _, err := m.tx.Row(ctx, selectTotals, nil, &calls, &bytes); err != nil {
		return err
	}
	over := func() bool {
		return maxCalls > 0 && calls-m.calls > maxCalls || maxBytes > 0 && bytes-m.bytes > maxBytes
	}
	if !over() {
		return nil
	}
	first, err := readChunks(ctx, m.tx, selectFirstChunks, trimBatch)
	if err != nil {
		return err
	}
	for i := 0; i < len(first) && over(); i++ {
		c := &first[i]
		var many int64
		if maxCalls > 0 {
			many = calls - m.calls - maxCalls
		}
		if maxBytes > 0 {
			// Of what a call takes in a compressed chunk, only the average is known;
			// if that was too little, the next write takes more.
			excess := bytes - m.bytes - maxBytes
			many = max(many, (excess*c.calls+c.bytes-1)/c.bytes)
		}
		if many < c.calls {
			return m.cut(ctx, c, func(i int, _ *codedCall) bool { return int64(i) >= many })
		}
		if err := m.drop(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
