package sqlstore

import (
	"encoding/json"
	"fmt"
)

// setsArg is a list of permission sets as a parameter: a JSON array.
func setsArg(sets []int) (string, error) {
	if len(sets) == 0 {
		return emptyList, nil
	}
	b, err := json.Marshal(sets)
	if err != nil {
		return "", fmt.Errorf("encode permission sets: %w", err)
	}
	return string(b), nil
}

// setsColumn scans what setsArg wrote; an empty list becomes nil.
type setsColumn struct{ to *[]int }

func (c setsColumn) Scan(value any) error {
	*c.to = nil
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("column holds %T, not permission sets", value)
	}
	if text == emptyList {
		return nil
	}
	if err := json.Unmarshal([]byte(text), c.to); err != nil {
		return fmt.Errorf("decode permission sets: %w", err)
	}
	return nil
}
