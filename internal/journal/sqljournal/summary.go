package sqljournal

import (
	"encoding/binary"
	"slices"

	"github.com/wxastore/wxastore/internal/journal"
)

// A summary says what cannot be in a chunk: the number of its codes and the
// codes, the number of its titles and the titles, then a Bloom filter of its app
// ids. A number beyond mostListed stands for "any", without a list.
const (
	mostListed = 48
	// bloomBits is the number of bits for each app id, bloomPlaces how many of them an
	// app id sets: one of a hundred other app ids passes.
	bloomBits, bloomPlaces = 10, 6
)

// summary is the summary of a chunk in the making.
type summary struct {
	codes  []int64
	titles []string
	apps   map[string]string // each by itself
	last   string            // the app id added last, as the calls of a batch often have one
}

func (s *summary) reset() {
	s.codes, s.titles, s.last = s.codes[:0], s.titles[:0], ""
	clear(s.apps)
}

// addTo notes a call.
func addTo[T string | []byte](s *summary, code int64, title, app, claimed T) {
	if len(s.codes) <= mostListed && !slices.Contains(s.codes, code) {
		s.codes = append(s.codes, code)
	}
	if len(s.titles) <= mostListed && !slices.ContainsFunc(s.titles, func(t string) bool { return t == string(title) }) {
		s.titles = append(s.titles, string(title))
	}
	for _, id := range [...]T{app, claimed} {
		if len(id) == 0 || string(id) == s.last {
			continue
		}
		known, ok := s.apps[string(id)]
		if !ok {
			known = string(id)
			s.apps[known] = known
		}
		s.last = known
	}
}

func (s *summary) encode() []byte {
	var to []byte
	to = binary.AppendUvarint(to, uint64(len(s.codes)))
	if len(s.codes) <= mostListed {
		for _, code := range s.codes {
			to = binary.AppendVarint(to, code)
		}
	}
	to = binary.AppendUvarint(to, uint64(len(s.titles)))
	if len(s.titles) <= mostListed {
		for _, name := range s.titles {
			to = append(binary.AppendUvarint(to, uint64(len(name))), name...)
		}
	}
	bloom := make([]byte, max(8, (len(s.apps)*bloomBits+7)/8))
	for app := range s.apps {
		for place := range places(app, len(bloom)) {
			bloom[place/8] |= 1 << (place % 8)
		}
	}
	return append(to, bloom...)
}

// places are the bits that stand for an app id in a Bloom filter of size bytes.
func places(app string, size int) func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		hash := uint64(14695981039346656037) // FNV-1a: what is kept must not change with the process
		for i := range len(app) {
			hash = (hash ^ uint64(app[i])) * 1099511628211
		}
		hash ^= hash >> 33
		hash *= 0xff51afd7ed558ccd
		hash ^= hash >> 33
		step := hash>>32 | 1
		for range bloomPlaces {
			if !yield(hash % uint64(size*8)) {
				return
			}
			hash += step
		}
	}
}

// mayHold reports whether a chunk of this summary may hold a call of a filter's
// account, title and code. Of a summary that cannot be read it does: the
// body will tell.
func mayHold(from []byte, f *journal.Filter) bool {
	count, n := binary.Uvarint(from)
	if n <= 0 {
		return true
	}
	from = from[n:]
	found := f.Code == nil || count > mostListed
	for i := uint64(0); i < count && count <= mostListed; i++ {
		code, n := binary.Varint(from)
		if n <= 0 {
			return true
		}
		from = from[n:]
		found = found || code == int64(*f.Code)
	}
	if !found {
		return false
	}
	if count, n = binary.Uvarint(from); n <= 0 {
		return true
	}
	from = from[n:]
	title := f.Title()
	listed := count <= mostListed
	found = !listed || title == "" && f.Traffic == journal.Both
	for i := uint64(0); i < count && count <= mostListed; i++ {
		name, rest, ok := cutText(from)
		if !ok {
			return true
		}
		from = rest
		found = found || string(name) == title || title == "" && journal.IsEvent(name) == (f.Traffic == journal.Outgoing)
	}
	apps := f.Apps()
	if !found || len(apps) == 0 || len(from) == 0 {
		return found
	}
	return slices.ContainsFunc(apps, func(app string) bool { return inBloom(from, app) })
}

func inBloom(bloom []byte, app string) bool {
	for place := range places(app, len(bloom)) {
		if bloom[place/8]&(1<<(place%8)) == 0 {
			return false
		}
	}
	return true
}
