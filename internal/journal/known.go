package journal

import "context"

// KnownSecrets returns which of some texts are secrets of the service, in their
// order, whatever name they come under.
type KnownSecrets func(ctx context.Context, texts []string) ([]bool, error)

// mostAsked is how many words are asked about at once.
const mostAsked = 4096

// knowing masks secrets by their value, after those that are recognized by their
// name. It cuts the words that may be secrets out of the texts and asks about each
// once.
type knowing struct {
	secrets KnownSecrets
	index   map[string]int
	words   []string
	// before are the texts of the call before, as they were and as they are kept:
	// many calls have the same headers.
	before [callTexts]struct{ text, kept string }
}

// maskAll masks the credentials in entries: those that are recognized by their name,
// by their shape, and by their value.
func (k *knowing) maskAll(ctx context.Context, calls []Entry) {
	from := 0
	for i := range calls {
		n := 0
		eachText(&calls[i], func(text *string) {
			if before := &k.before[n]; before.text != *text {
				before.text, before.kept = *text, k.collect(mask(storable(*text)))
			}
			*text = k.before[n].kept
			n++
		})
		if len(k.words) >= mostAsked || i == len(calls)-1 {
			k.mask(ctx, calls[from:i+1])
			from = i + 1
		}
	}
}

// callTexts is how many texts of an entry eachText visits.
const callTexts = 10

// eachText visits the texts of an entry that others wrote, each in its place.
func eachText(e *Entry, visit func(*string)) {
	for _, text := range [callTexts]*string{
		&e.Claimed, &e.Method, &e.Path, &e.Query, &e.Header, &e.ResponseHeader, &e.Request, &e.Response, &e.UserAgent, &e.Reason,
	} {
		visit(text)
	}
}

// collect notes the words of a text that may be secrets, and masks those that
// are by their shape.
func (k *knowing) collect(text string) string {
	m := masking{text: text}
	eachRun(text, func(from, to int) {
		run := spelledOut(text[from:to])
		if at := shaped(run); at >= 0 {
			m.put(from, to, run[:at]+hide(run[at:]))
			return
		}
		if k.secrets != nil {
			eachWord(run, func(from, to int) { k.add(run[from:to]) })
		}
	})
	return m.result()
}

func (k *knowing) add(word string) {
	if _, there := k.index[word]; there {
		return
	}
	if k.index == nil {
		k.index = make(map[string]int)
	}
	k.index[word] = len(k.words)
	k.words = append(k.words, word)
}

// mask masks the collected words that are secrets. If it cannot be found out which
// are, it masks all.
func (k *knowing) mask(ctx context.Context, calls []Entry) {
	if len(k.words) == 0 {
		return
	}
	known, err := k.secrets(ctx, k.words)
	any := err != nil
	for _, is := range known {
		any = any || is
	}
	if any {
		secret := func(word string) bool {
			i, noted := k.index[word]
			return noted && (err != nil || known[i])
		}
		for i := range calls {
			eachText(&calls[i], func(text *string) { *text = maskWords(*text, secret) })
		}
	}
	clear(k.index)
	clear(k.words)
	k.words = k.words[:0]
	clear(k.before[:])
}

// maskWords masks the words of a text that are secrets.
func maskWords(text string, secret func(string) bool) string {
	m := masking{text: text}
	eachRun(text, func(from, to int) {
		run := spelledOut(text[from:to])
		inside, done := masking{text: run}, 0
		eachWord(run, func(from, to int) { // a word comes before those inside of it
			if from >= done && secret(run[from:to]) {
				inside.hide(from, to)
				done = to
			}
		})
		if masked := inside.result(); masked != run {
			m.put(from, to, masked)
		}
	})
	return m.result()
}
