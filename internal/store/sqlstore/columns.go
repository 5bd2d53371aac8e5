package sqlstore

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// hashArg is a hash as a parameter: its bytes, or NULL for "none".
func hashArg(h store.Hash) any {
	if h.IsZero() {
		return nil
	}
	return h[:]
}

// hashColumn scans what hashArg wrote.
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

// emptyList is what a list without elements is written as.
const emptyList = "[]"

// listArg is a list of strings as a parameter: a JSON array.
func listArg(list []string) (string, error) {
	if len(list) == 0 {
		return emptyList, nil
	}
	b, err := json.Marshal(list)
	if err != nil {
		return "", fmt.Errorf("encode list: %w", err)
	}
	return string(b), nil
}

// listColumn scans what listArg wrote; an empty list becomes nil.
type listColumn struct{ to *[]string }

func (c listColumn) Scan(value any) error {
	*c.to = nil
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("column holds %T, not a list", value)
	}
	if text == emptyList {
		return nil
	}
	if err := json.Unmarshal([]byte(text), c.to); err != nil {
		return fmt.Errorf("decode list: %w", err)
	}
	return nil
}

// noQuotas is what a map without quotas is written as.
const noQuotas = "{}"

// quotasArg is a map of quotas as a parameter: a JSON object. The same quotas
// have the same text.
func quotasArg(quotas map[string]store.Quota) (string, error) {
	if len(quotas) == 0 {
		return noQuotas, nil
	}
	b, err := json.Marshal(quotas)
	if err != nil {
		return "", fmt.Errorf("encode quotas: %w", err)
	}
	return string(b), nil
}

// quotasColumn scans what quotasArg wrote; an empty map becomes nil.
type quotasColumn struct{ to *map[string]store.Quota }

func (c quotasColumn) Scan(value any) error {
	*c.to = nil
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("column holds %T, not quotas", value)
	}
	if text == noQuotas {
		return nil
	}
	if err := json.Unmarshal([]byte(text), c.to); err != nil {
		return fmt.Errorf("decode quotas: %w", err)
	}
	return nil
}

// saltArg is a salt as a parameter: its bytes, or NULL if there are none.
func saltArg(salt []byte) any {
	if len(salt) == 0 {
		return nil
	}
	return salt
}
