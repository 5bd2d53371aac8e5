package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// decoded is JSON whose numbers are kept as they are written.
func decoded(text []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("%w in %.200q", err, text)
	}
	return value, nil
}

// fieldsAt are the values at a path of names, indexes and * for every element, such
// as data.item.*.address. What is absent on the way is left out.
func fieldsAt(value any, path string) []any {
	found := []any{value}
	for name := range strings.SplitSeq(path, ".") {
		var inner []any
		for _, one := range found {
			switch one := one.(type) {
			case map[string]any:
				if field, ok := one[name]; ok {
					inner = append(inner, field)
				}
			case []any:
				if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(one) {
					inner = append(inner, one[i])
				} else if name == "*" {
					inner = append(inner, one...)
				}
			}
		}
		found = inner
	}
	return found
}

// text is the one value at a path as text, "" if there is none.
func text(value any, path string) string {
	if found := fieldsAt(value, path); len(found) == 1 && found[0] != nil {
		return fmt.Sprint(found[0])
	}
	return ""
}

// need is a line of what a client needs of an answer: "PATH KIND|KIND" or "PATH = TEXT".
func need(answer any, line string) error {
	path, kinds, _ := strings.Cut(strings.TrimSpace(line), " ")
	if want, exact := strings.CutPrefix(kinds, "= "); exact {
		if got := text(answer, path); got != want {
			return fmt.Errorf("%s is %q, not %q", path, got, want)
		}
		return nil
	}
	found := fieldsAt(answer, path)
	if len(found) == 0 {
		return fmt.Errorf("%s is not in the answer", path)
	}
	for _, value := range found {
		if !slices.ContainsFunc(strings.Split(kinds, "|"), func(kind string) bool { return isOf(kind, value) }) {
			return fmt.Errorf("%s is %v, and the client reads %s", path, value, kinds)
		}
	}
	return nil
}

// unmet is the first of some needs that an answer does not meet.
func unmet(answer any, needs []string) error {
	for _, line := range needs {
		if err := need(answer, line); err != nil {
			return err
		}
	}
	return nil
}

// isOf reports whether a value is of a kind: int and long are whole numbers of 32 and
// of 64 bits, digits is a string with an int.
func isOf(kind string, value any) bool {
	switch value := value.(type) {
	case nil:
		return kind == "null"
	case string:
		_, err := strconv.ParseInt(value, 10, 32)
		return kind == "string" || kind == "digits" && err == nil
	case json.Number:
		whole, err := value.Int64()
		return kind == "number" || err == nil && (kind == "long" || kind == "int" && whole >= math.MinInt32 && whole <= math.MaxInt32)
	}
	return false
}

// succeeded refuses an answer that has an errcode other than 0; a few have none.
func succeeded(answer any) error {
	if code := text(answer, "errcode"); code != "" && code != "0" {
		return fmt.Errorf("answered %s %s", code, text(answer, "errmsg"))
	}
	return nil
}
