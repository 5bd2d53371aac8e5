package words

import (
	"strconv"
	"strings"
	"sync"
)

// The languages.
const English, Chinese = "en", "zh"

// Accepted returns the language that an Accept-Language header likes best.
func Accepted(header string) string {
	best, most := English, 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, weight, _ := strings.Cut(part, ";")
		q := 1.0
		if text, ok := strings.CutPrefix(strings.TrimSpace(weight), "q="); ok {
			parsed, err := strconv.ParseFloat(text, 64)
			if err != nil {
				continue
			}
			q = parsed
		}
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if q > most && (primary == English || primary == Chinese) {
			best, most = primary, q
		}
	}
	return best
}

// service are the Chinese texts of the service, read when one is first asked for.
var service = sync.OnceValues(func() (Table, error) { return Read(Chinese) })

// Sayer says errors in the language that an Accept-Language header likes best.
func Sayer(header string) func(error) string {
	if Accepted(header) == Chinese {
		if table, err := service(); err == nil {
			return table.Say
		}
	}
	return error.Error
}
