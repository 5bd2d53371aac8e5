package ops

import (
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// each converts a list. It is never nil, so that JSON has [].
func each[From, To any](from []From, convert func(From) To) []To {
	to := make([]To, len(from))
	for i, v := range from {
		to[i] = convert(v)
	}
	return to
}

// firsts are the first limit records of a list that was asked for one more, and the
// last of them if others follow.
func firsts[T any](list []T, limit int) (first []T, last *T) {
	if len(list) <= limit {
		return list, nil
	}
	return list[:limit], &list[limit-1]
}

// timeOrNil is a time in UTC, nil for none.
func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// hashText is a hash as JSON has it: "" for none.
func hashText(h store.Hash) string {
	if h.IsZero() {
		return ""
	}
	return h.String()
}
