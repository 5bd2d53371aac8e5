package console

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
)

// isToken compares in a time that says nothing of the token.
func (g *guard) isToken(token string) bool {
	sum := sha256.Sum256([]byte(token))
	return g.token != nil && subtle.ConstantTimeCompare(sum[:], g.token[:]) == 1
}

// NewToken makes a token that cannot be guessed.
func NewToken() string { return rand.Text() }

// minToken is the least length of a token.
const minToken = 16

// CheckToken says what is wrong with a token that was chosen by hand.
func CheckToken(token string) error {
	notVisible := func(r rune) bool { return r <= ' ' || r > '~' }
	if len(token) < minToken || strings.ContainsFunc(token, notVisible) {
		return said.Errorf("the console's token must have 16 or more ASCII letters, digits or signs, and no space; leave it out to have one made")
	}
	return nil
}
