package msgcrypt

import (
	"crypto/sha1"
	"encoding/hex"
	"slices"
	"strings"
)

// Sign returns Weixin's signature of some texts: SHA-1, in hex, over the texts
// in ascending order, one behind the other. A push has two: msg_signature, of
// token, timestamp, nonce and cipher text, and signature, of the first three,
// which says nothing of the message and is not to be relied on.
func Sign(texts ...string) string {
	sum := sha1.Sum([]byte(strings.Join(slices.Sorted(slices.Values(texts)), "")))
	return hex.EncodeToString(sum[:])
}
