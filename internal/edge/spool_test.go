package edge

import (
	"bytes"
	"context"
	"io"
)

// memorySpool takes files into memory and counts those that are open.
type memorySpool struct {
	open, most int
	// broken is returned instead of a file.
	broken error
}

func (m *memorySpool) take(_ context.Context, r io.Reader) (Spooled, error) {
	if m.broken != nil {
		return nil, m.broken
	}
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	m.open++
	m.most = max(m.most, m.open)
	return &memoryFile{bytes.NewReader(content), m}, nil
}

type memoryFile struct {
	*bytes.Reader
	spool *memorySpool
}

func (f *memoryFile) Close() error {
	f.spool.open--
	return nil
}
