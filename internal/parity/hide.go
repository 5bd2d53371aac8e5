package parity

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/weixin"
)

// hider writes answers without their values. It knows each name of a run by one
// placeholder.
type hider struct {
	names map[string]string // by value
	count map[string]int    // by class
}

// newHider returns a hider that knows the values of a side.
func newHider(side Side) *hider {
	h := &hider{names: make(map[string]string), count: make(map[string]int)}
	for name, value := range side.Values {
		h.name(strings.ToLower(name), value)
	}
	for _, secret := range side.Secrets {
		h.name("secret", secret)
	}
	return h
}

// name returns the placeholder of a value.
func (h *hider) name(class, value string) string {
	if known, ok := h.names[value]; ok {
		return known
	}
	h.count[class]++
	h.names[value] = fmt.Sprintf("$%s:%d", class, h.count[class])
	return h.names[value]
}

// answer hides an answer to a call of a path.
func (h *hider) answer(path string, a replay.Answer) replay.Shown {
	d, _ := weixin.FindPath(path)
	shown := a.Hide(h.header, func(body string) string { return h.body(d, body) })
	shown.Status = status(a.StatusCode, a.Status)
	return shown
}

// status keeps the text of a status only where it is the standard's.
func status(code int, text string) string {
	if standard := fmt.Sprintf("%d %s", code, http.StatusText(code)); text == standard {
		return standard
	}
	return strconv.Itoa(code) + " $text"
}

var headerForms = sync.OnceValue(func() map[string]*regexp.Regexp {
	return map[string]*regexp.Regexp{
		"Content-Type":                regexp.MustCompile(`^[a-z]+/[a-z.+-]+(; ?(charset|encoding)=[A-Za-z0-9-]{1,12})?$`),
		"Cache-Control":               regexp.MustCompile(`^[a-z-]+(=[0-9]{1,6})?(, ?[a-z-]+(=[0-9]{1,6})?)*$`),
		"Content-Disposition":         regexp.MustCompile(`^[a-z]+(; ?filename="?\$media_id:[0-9]+(\.[a-z0-9]{1,4})?"?)?$`),
		"Access-Control-Allow-Origin": regexp.MustCompile(`^\*$`),
	}
})

// fileName is that of a download: its media id.
var fileName = regexp.MustCompile(`filename="?([A-Za-z0-9_-]{40,})`)

// header hides the value of a header. One of an unknown form is $text.
func (h *hider) header(name, value string) string {
	if m := fileName.FindStringSubmatch(value); name == "Content-Disposition" && m != nil {
		h.name("media_id", m[1])
	}
	value = h.known(value)
	if form := headerForms()[name]; form != nil && form.MatchString(value) {
		return value
	}
	return "$text"
}

// body hides a body: what is not JSON is no more than its type.
func (h *hider) body(d weixin.Declaration, body string) string {
	if body == "" {
		return ""
	}
	hidden, err := replay.HideValues(body, h.key, func(path []string, v replay.Node) string { return h.leaf(body, d, path, v) })
	if err != nil || !strings.HasPrefix(strings.TrimSpace(body), "{") && !strings.HasPrefix(strings.TrimSpace(body), "[") {
		return "(" + http.DetectContentType([]byte(body)) + ")"
	}
	return hidden
}

// keyForm is how Weixin names fields: an object whose keys are values has others.
var keyForm = regexp.MustCompile(`^[a-z]{1,14}(_[a-z]{1,14}){0,4}$`)

// key hides the name of a field that cannot be one.
func (h *hider) key(path []string) string {
	name := path[len(path)-1]
	if !keyForm.MatchString(name) {
		return `"$key"`
	}
	for value := range h.names {
		if len(value) >= shortest && strings.Contains(name, strings.ToLower(value)) {
			return `"$key"`
		}
	}
	return strconv.Quote(name)
}

// largestNumber is the largest number that is kept: errcodes have seven digits.
const largestNumber = 9_999_999

// leaf hides a value.
func (h *hider) leaf(body string, d weixin.Declaration, path []string, v replay.Node) string {
	varies := d.Varies(path...)
	raw := body[v.Start:v.End]
	switch v.Kind {
	case replay.Bool, replay.Null:
		return raw
	case replay.Number:
		number, err := strconv.Atoi(raw)
		small := err == nil && number <= largestNumber && number >= -largestNumber
		switch {
		case varies == weixin.VariesNot && small, isName(varies) && raw == "0":
			return raw
		case isName(varies):
			return h.name(varies, raw)
		}
		return "$number"
	case replay.Text:
		return h.text(varies, raw, v.Text)
	case replay.Object, replay.List, replay.More: // not leaves of an answer
	}
	return "$text"
}

func isName(varies string) bool {
	return varies != weixin.VariesFreely && varies != weixin.VariesNot && varies != weixin.VariesMessage
}

// text hides a string; raw is how it is written.
func (h *hider) text(varies, raw, text string) string {
	hidden := "$text"
	switch {
	case varies == weixin.VariesMessage, varies == weixin.VariesNot:
		hidden = h.message(text)
	case isName(varies) && text == "":
		return `""`
	case isName(varies):
		hidden = h.name(varies, text)
	}
	if hidden == text {
		return raw
	}
	return quote(hidden)
}

// quote writes a string as JSON, with < and > as they are.
func quote(text string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil { // no string is refused
		return `"$text"`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

var (
	ridForm  = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}`)
	hintForm = regexp.MustCompile(`hint: \[[^\]]*\]`)
	ipForm   = regexp.MustCompile(`(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}`)
	wordForm = regexp.MustCompile("[^\\s\"'`.,;:()\\[\\]{}<>!?/=&]+")
)

// message hides a text of Weixin's: it stays if it is a known one, and otherwise
// those of its words that known texts have.
func (h *hider) message(text string) string {
	text = h.known(text)
	text = ridForm.ReplaceAllStringFunc(text, func(rid string) string { return h.name("rid", rid) })
	text = hintForm.ReplaceAllString(text, "hint: [$$hint]")
	text = ipForm.ReplaceAllString(text, "$$ip")
	end := messageEnd.FindString(text)
	if start := strings.TrimSuffix(text, end); !knownTexts().whole[start] {
		text = wordForm.ReplaceAllStringFunc(start, func(word string) string {
			if knownTexts().words[strings.ToLower(word)] || shortForm.MatchString(word) {
				return word
			}
			return "$text"
		}) + end
	}
	return text
}

var (
	messageEnd = regexp.MustCompile(`( hint: \[\$hint\])?(,? rid: \$rid:[0-9]+)?$`)
	shortForm  = regexp.MustCompile(`^([0-9]{1,4}|\$[a-z_]+)$`)
)

// vocabulary is what messages may say.
type vocabulary struct{ whole, words map[string]bool }

// knownTexts are the known texts of errcodes, and their words.
var knownTexts = sync.OnceValue(func() vocabulary {
	v := vocabulary{make(map[string]bool), make(map[string]bool)}
	for _, text := range append(weixin.KnownTexts(), "query ok", "image", "voice", "video", "thumb", "requestIP", "ipv6", "ffff") {
		v.whole[text] = true
		for _, word := range wordForm.FindAllString(text, -1) {
			v.words[strings.ToLower(word)] = true
		}
	}
	return v
})

// shortest is the length of values that are looked for in texts; what is shorter
// is found by its field only.
const shortest = 6

// known replaces the values that have a name.
func (h *hider) known(text string) string {
	longestFirst := func(x, y string) int { return cmp.Or(len(y)-len(x), strings.Compare(x, y)) }
	for _, value := range slices.SortedFunc(maps.Keys(h.names), longestFirst) {
		if len(value) >= shortest {
			text = strings.ReplaceAll(text, value, h.names[value])
		}
	}
	return text
}
