package sqlstore

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// hashColumn scans a hash; NULL is "none".
type hashColumn struct{ to *store.Hash }

func (c hashColumn) Scan(value any) error {
	*c.to = store.Hash{}
	if value == nil {
		return nil
	}
	b, ok := value.([]byte)
	if !ok || len(b) != len(c.to) {
		return fmt.Errorf("column holds %T, not a hash", value)
	}
	copy(c.to[:], b)
	return nil
}

// timeColumn scans a time that was written as its UnixMilli.
type timeColumn struct{ to *time.Time }

func (c timeColumn) Scan(value any) error {
	ms, ok := value.(int64)
	if !ok && value != nil {
		return fmt.Errorf("column holds %T, not a time", value)
	}
	*c.to = time.Time{}
	if value != nil {
		*c.to = readTime(ms)
	}
	return nil
}

func readTime(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// microsecondColumn scans a duration that was written as its microseconds.
type microsecondColumn struct{ to *time.Duration }

func (c microsecondColumn) Scan(value any) error {
	n, ok := value.(int64)
	if !ok {
		return fmt.Errorf("column holds %T, not microseconds", value)
	}
	*c.to = time.Duration(n) * time.Microsecond
	return nil
}

// jsonColumn scans a value that was written as JSON; empty becomes the zero value.
type jsonColumn[V any] struct {
	to    *V
	empty string
}

func (c jsonColumn[V]) Scan(value any) error {
	*c.to = *new(V)
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("column holds %T, not JSON", value)
	}
	if text == c.empty {
		return nil
	}
	if err := json.Unmarshal([]byte(text), c.to); err != nil {
		return fmt.Errorf("decode column: %w", err)
	}
	return nil
}
