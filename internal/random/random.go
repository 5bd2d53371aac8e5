// Package random is the source of bytes that cannot be guessed. A test may put its
// own in its place.
package random

import "crypto/rand"

// Source fills bytes. A nil Source is crypto/rand, which is the only one that is good
// for a service that others reach.
type Source func([]byte)

// Fill fills b.
func (s Source) Fill(b []byte) {
	if s == nil {
		_, _ = rand.Read(b) // it never fails
		return
	}
	s(b)
}

// Bytes returns n bytes.
func (s Source) Bytes(n int) []byte {
	b := make([]byte, n)
	s.Fill(b)
	return b
}
