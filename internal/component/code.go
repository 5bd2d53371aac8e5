package component

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// What codes begin with.
//
//fidelity:observed getcomponentaccesstoken ticket-shape | `ticket@@@` and 86 characters of base64url | public samples
//fidelity:observed getpreauthcode shape | `preauthcode@@@` and 86 characters of base64url | public samples, some of 64
//fidelity:observed getauthorizerrefreshtoken code-shape | `queryauthcode@@@` and 86 characters of base64url | public samples
//fidelity:observed getauthorizerrefreshtoken refresh-shape | `refreshtoken@@@` and 43 characters of base64url | public samples
const (
	ticketPrefix  = "ticket@@@"
	preAuthPrefix = "preauthcode@@@"
	authPrefix    = "queryauthcode@@@"
	refreshPrefix = "refreshtoken@@@"
)

// codeSize is how many random bytes a code has.
const codeSize = 64

// maxCode is more than the length of any code.
const maxCode = 256

func formCode(prefix string, random []byte) string {
	return prefix + base64.RawURLEncoding.EncodeToString(random)
}

// hashCode is what is kept of a code. A text that no code can be has none.
func hashCode(prefix, code string) store.Hash {
	if !strings.HasPrefix(code, prefix) || len(code) > maxCode {
		return store.Hash{}
	}
	return sha256.Sum256([]byte(code))
}

// eventID names a pushed event.
func (r *Module) eventID() string { return hex.EncodeToString(r.Random.Bytes(16)) }
