package journal

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
)

// writer writes random JSON, with each character spelled at random.
type writer struct {
	*rand.Rand
	strings.Builder
	// secrets are written under the names of credentials; without any, no
	// member has such a name.
	secrets []string
}

// letters are without x: what masking puts in must not look like a secret.
const letters = "abcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

func (w *writer) letters(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[w.IntN(len(letters))]
	}
	return string(b)
}

// quote writes a JSON string.
func (w *writer) quote(s string) {
	w.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\' || r == '/' && w.IntN(2) == 0:
			w.WriteByte('\\')
			w.WriteRune(r)
		case r < ' ' || r < 0x10000 && w.IntN(10) == 0:
			fmt.Fprintf(w, []string{`\u%04x`, `\u%04X`}[w.IntN(2)], r)
		default:
			w.WriteRune(r)
		}
	}
	w.WriteByte('"')
}

func (w *writer) space() { w.WriteString([]string{"", "", "", " ", "\n\t", "\r\n"}[w.IntN(6)]) }

// text is a string that says nothing of credentials.
func (w *writer) text() string {
	return []string{"", "新的介绍", `say "hi" \ & {x: [1]}`, "a=b&c=d", "https://h/p?q=1#f", "it's", "\n\x01", "xxxx", "%22%5C", `\u0022`, w.letters(5)}[w.IntN(11)]
}

// credential writes the value of a credential.
func (w *writer) credential() {
	secret := w.secrets[w.IntN(len(w.secrets))]
	switch w.IntN(6) {
	case 0:
		w.WriteString(`[1,`)
		w.quote(secret)
		w.WriteString(`,{"a":`)
		w.quote(secret)
		w.WriteString(`}]`)
	default:
		w.quote(secret)
	}
}

func (w *writer) value(depth int) {
	w.space()
	defer w.space()
	kinds := 8
	if depth == 0 {
		kinds = 4
	}
	switch w.IntN(kinds) {
	case 0, 1:
		w.quote(w.text())
	case 2:
		fmt.Fprint(w, w.IntN(1e6))
	case 3:
		w.WriteString([]string{"true", "false", "null"}[w.IntN(3)])
	case 4:
		w.WriteByte('[')
		for i := range w.IntN(4) {
			if i > 0 {
				w.WriteByte(',')
			}
			w.value(depth - 1)
		}
		w.WriteByte(']')
	default:
		w.object(depth)
	}
}

func (w *writer) object(depth int) {
	w.WriteByte('{')
	for i := range w.IntN(5) {
		if i > 0 {
			w.WriteByte(',')
		}
		w.space()
		names := credentialNames()
		if secret := len(w.secrets) > 0 && w.IntN(3) == 0; secret {
			w.quote(names[w.IntN(len(names))])
			w.space()
			w.WriteByte(':')
			w.space()
			w.credential()
		} else {
			w.quote([]string{"intro", "errcode", "a.b", "名", "x\"y", ""}[w.IntN(6)])
			w.space()
			w.WriteByte(':')
			w.value(depth - 1)
		}
	}
	w.WriteByte('}')
}

// leak returns a piece of a secret, longer than what masking shows, that is in
// the text.
func leak(text, secret string) string {
	for i := 0; i+shown < len(secret); i++ {
		if piece := secret[i : i+shown+1]; strings.Contains(text, piece) {
			return piece
		}
	}
	return ""
}

func (w *writer) makeSecrets() {
	w.secrets = []string{w.letters(32), w.letters(157), w.letters(12) + `"` + w.letters(12) + `\` + w.letters(12), w.letters(9) + "=&/+, {}[]:'" + w.letters(20)}
}

func (w *writer) check(t *testing.T, text string) {
	t.Helper()
	masked := mask(text)
	for _, secret := range w.secrets {
		if piece := leak(masked, secret); piece != "" {
			t.Fatalf("%q of %q is in the masked text\nof %s\nis %s", piece, secret, text, masked)
		}
	}
}

func TestMaskedJSONHoldsNoSecret(t *testing.T) {
	for seed := range uint64(5_000) {
		w := &writer{Rand: rand.New(rand.NewPCG(seed, 1))}
		w.makeSecrets()
		w.object(4)
		text := w.String()
		w.check(t, text)
		w.check(t, text[:w.IntN(len(text)+1)]+"… (9000 bytes)")
		inString, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		w.check(t, string(inString))
		w.check(t, `{"d":`+string(inString[:w.IntN(len(inString))]))
		w.check(t, url.QueryEscape(text))
		w.check(t, "body="+url.QueryEscape(text))
	}
}

func TestMaskedQueryHoldsNoSecret(t *testing.T) {
	for seed := range uint64(5_000) {
		w := &writer{Rand: rand.New(rand.NewPCG(seed, 2))}
		w.makeSecrets()
		values, names := url.Values{}, credentialNames()
		for range 1 + w.IntN(4) {
			values.Add(names[w.IntN(len(names))], w.secrets[w.IntN(len(w.secrets))])
			values.Add("p"+w.letters(3)+"p", w.text())
		}
		text := values.Encode()
		w.check(t, text)
		w.check(t, text[:w.IntN(len(text)+1)])
		w.check(t, "http://127.0.0.1:8080/cgi-bin/x?"+text)
	}
}

func TestMaskLeavesTheRest(t *testing.T) {
	for seed := range uint64(5_000) {
		w := &writer{Rand: rand.New(rand.NewPCG(seed, 3))}
		w.object(4)
		text := w.String()
		values := url.Values{w.letters(3) + "x": {w.text()}, "media_id": {w.letters(64)}}
		for _, text := range []string{text, text[:w.IntN(len(text)+1)], values.Encode(), "form=" + url.QueryEscape(text), w.text()} {
			if masked := mask(text); masked != text {
				t.Fatalf("changed\n     %s\ninto %s", text, masked)
			}
		}
	}
}

// TestNameAsSpelled reads names by the short way, which most take, and by the one
// for all, from each place of texts in which names are spelled at random.
func TestNameAsSpelled(t *testing.T) {
	pieces := append(credentialNames(), "TokeN", "_", "-", "=", "%", `\`, `\u006e`, "%6E", "%5cu0054", "t", "x", "9", "é", " ", "\x00")
	for seed := range uint64(3_000) {
		r := rand.New(rand.NewPCG(seed, 4))
		var text string
		for range 1 + r.IntN(5) {
			text += pieces[r.IntN(len(pieces))]
		}
		for i := range len(text) + 1 {
			end, secret := readName(text, i)
			if wantEnd, want := spellName(text, i); end != wantEnd || secret != want {
				t.Fatalf("%q from %d on: up to %d, %v; want %d, %v", text, i, end, secret, wantEnd, want)
			}
		}
	}
}

// FuzzMask puts a secret between any two texts.
func FuzzMask(f *testing.F) {
	f.Add("{", "}", uint8(0), uint8(0))
	f.Add(`{"secret":"abc\`, `"}`, uint8(4), uint8(0))
	f.Add(`"secret=`, "0", uint8(0), uint8(2))
	f.Add("a=1&", "&b=2", uint8(0), uint8(1))
	f.Add(`{"secret":[`, "]}", uint8(1), uint8(2))
	f.Add("--b\r\n", "\r\n--b--", uint8(1), uint8(3))
	f.Add("<xml>", "</xml>", uint8(1), uint8(4))
	f.Add(`"{`, `}"`, uint8(1), uint8(5))
	f.Fuzz(func(t *testing.T, before, after string, name, form uint8) {
		const secret = "Q7wZ_k-3VxP9tLr8mNc2YbD6fGh4JsKd"
		if leak(before+"|"+after, secret) != "" {
			return // the text around holds the secret already
		}
		names := credentialNames()
		n := names[int(name)%len(names)]
		forms := []string{
			`"` + n + `":"` + secret + `"`,
			"&" + n + "=" + secret + "&",
			`"` + n + `" : [1,"` + secret + `"]`,
			"form-data; name=\"" + n + "\"\r\n\r\n" + secret + "\r\n--",
			"<" + n + ">" + secret + "</" + n + ">",
			`\"` + n + `\":\"` + secret + `\"`,
		}
		text := before + forms[int(form)%len(forms)] + after
		masked := mask(text)
		if piece := leak(masked, secret); piece != "" {
			t.Errorf("%q is in the masked text\nof %q\nis %q", piece, text, masked)
		}
		if again := mask(masked); leak(again, secret) != "" {
			t.Errorf("%q comes back", again)
		}
	})
}

func BenchmarkMask(b *testing.B) {
	for name, text := range map[string]string{
		"Query":    "access_token=85_" + strings.Repeat("x9", 77),
		"Body":     `{"headimg_mediaid":"` + strings.Repeat("m", 64) + `","intro":"Dumplings, made by hand every morning"}`,
		"Response": `{"errcode":0,"errmsg":"ok"}`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				mask(text)
			}
		})
	}
}
