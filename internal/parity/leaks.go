package parity

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
)

// leaks reports whether a text holds any of the secrets, as it is or in an encoding.
// It is the last look at what is written; nothing should get that far.
func leaks(text string, secrets []string) bool {
	lower := strings.ToLower(text)
	for _, secret := range secrets {
		if len(secret) < shortest {
			continue
		}
		for _, form := range encodings(secret) {
			if strings.Contains(text, form) || strings.Contains(lower, strings.ToLower(form)) {
				return true
			}
		}
	}
	return false
}

// encodings are the forms in which a secret may stand in a text.
func encodings(secret string) []string {
	forms := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), reversed(secret)}
	var escaped, percent strings.Builder
	for _, b := range []byte(secret) {
		fmt.Fprintf(&escaped, `\u%04x`, b)
		fmt.Fprintf(&percent, "%%%02x", b)
	}
	forms = append(forms, escaped.String(), percent.String())
	m, s1, s2 := md5.Sum([]byte(secret)), sha1.Sum([]byte(secret)), sha256.Sum256([]byte(secret))
	for _, bytes := range [][]byte{[]byte(secret), m[:], s1[:], s2[:]} {
		forms = append(forms, hex.EncodeToString(bytes))
		// In base64 a text looks otherwise at each of three places; the letters at the
		// ends depend on what is next to it.
		for before := range 3 {
			encoded := base64.RawStdEncoding.EncodeToString(append(make([]byte, before), bytes...))
			if middle := encoded[(before*8+5)/6 : len(encoded)-1]; len(middle) >= shortest {
				forms = append(forms, middle, strings.NewReplacer("+", "-", "/", "_").Replace(middle))
			}
		}
	}
	return forms
}

func reversed(text string) string {
	var b strings.Builder
	for i := len(text) - 1; i >= 0; i-- {
		b.WriteByte(text[i])
	}
	return b.String()
}
