package sqljournal

import (
	"bytes"
	"context"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// scan goes through the calls of chunks. It keeps its buffers from one chunk to
// the next.
type scan struct {
	packer *packer
	from   sqldb.Rows
	seq    int64
	raw    []byte
	starts []int // of the calls in raw
}

// open reads the calls of a chunk and reports whether there is such a chunk.
func (s *scan) open(ctx context.Context, seq int64) (there bool, err error) {
	packed, err := body(ctx, s.from, seq)
	if err != nil || packed == nil {
		return false, err
	}
	s.seq, s.starts = seq, s.starts[:0]
	if s.raw, err = s.packer.unpack(s.raw[:0], packed); err != nil {
		return false, damagedChunk(seq, err)
	}
	for rest := s.raw; len(rest) > 0; {
		s.starts = append(s.starts, len(s.raw)-len(rest))
		_, after, ok := cutCall(rest)
		if !ok {
			return false, damagedChunk(seq, errCoded)
		}
		rest = after
	}
	return true, nil
}

// mayHold reports whether any call of the chunk may have a text in it: most
// chunks that do not are told from the others without taking calls apart.
func (s *scan) mayHold(text []byte) bool { return bytes.Contains(s.raw, text) }

// call takes a call of the chunk apart.
func (s *scan) call(i int, c *codedCall) error {
	if _, err := c.read(s.raw[s.starts[i]:]); err != nil {
		return damagedChunk(s.seq, err)
	}
	return nil
}

// selected is a filter as it is held against calls, but for Before.
type selected struct {
	filter       journal.Filter
	app          []byte
	title        []byte
	text         []byte
	since, until int64
}

func selects(f journal.Filter) selected {
	s := selected{filter: f, app: []byte(f.AppID), title: []byte(f.Title()), text: []byte(f.Text), since: minTime, until: maxTime}
	if !f.From.IsZero() {
		s.since = f.From.UnixMilli()
	}
	if !f.To.IsZero() {
		s.until = f.To.UnixMilli()
	}
	return s
}

func (s *selected) has(c *codedCall) bool {
	switch {
	case c.at < s.since || c.at >= s.until,
		len(s.app) > 0 && !bytes.Equal(c.texts[textApp], s.app) && !bytes.Equal(c.texts[textClaimed], s.app),
		len(s.title) > 0 && !bytes.Equal(c.texts[textTitle], s.title),
		s.filter.Code != nil && c.code != int64(*s.filter.Code):
		return false
	}
	return len(s.text) == 0 || bytes.Contains(c.texts[textRequest], s.text) ||
		bytes.Contains(c.texts[textResponse], s.text) || bytes.Contains(c.texts[textPath], s.text)
}

// bytes are those of a call of the chunk.
func (s *scan) bytes(i int) []byte {
	end := len(s.raw)
	if i+1 < len(s.starts) {
		end = s.starts[i+1]
	}
	return s.raw[s.starts[i]:end]
}
