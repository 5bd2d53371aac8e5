package account

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// payloadSize is the length in bytes of what a token encodes: a byte with the
// length of the app id, the app id, and random bytes. It makes tokens 157
// characters long, as Weixin's are.
//
//fidelity:observed getaccesstoken,getstableaccesstoken shape | two digits, `_`, base64url, 157 characters | community, 2022
const payloadSize = 115

// maxToken is the length that the page asks callers to be ready for.
const maxToken = 512

// The kinds of series of tokens. An account has two of its own, one for the
// operator, one for tokens that the operator wants expired, and two for each
// third-party platform that calls for it, of which one is the operator's; a platform
// has one.
const (
	classicLine   = "classic"
	stableLine    = "stable"
	operatorLine  = "operator"
	expiredLine   = "operator expired"
	componentLine = "component"
)

// authorizerPrefix is what the kind of a series begins with that a platform has
// at an account. The platform's app id and the generation of its authorization
// follow, with a space between them.
const authorizerPrefix = "authorizer "

func authorizerLine(component, generation string) string {
	return authorizerPrefix + component + " " + generation
}

// operatorAuthorizerLine is the operator's series of a platform at an account.
func operatorAuthorizerLine(component, generation string) string {
	return operatorLine + " " + authorizerLine(component, generation)
}

// componentOf returns the platform that a kind of series names.
func componentOf(kind string) (component, generation string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(kind, operatorLine+" "), authorizerPrefix)
	component, generation, _ = strings.Cut(rest, " ")
	return component, generation, ok
}

// carriedSize is how many bytes a platform's token carries.
const carriedSize = 32

// carriedBy returns what a token carries that names an app id.
func carriedBy(token string) []byte {
	_, encoded, _ := strings.Cut(token, "_")
	payload, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil || len(payload) < carriedSize {
		return nil
	}
	return payload[len(payload)-carriedSize:]
}

// secretSize is how many bytes of a token nobody can guess.
func secretSize(appID string) int { return payloadSize - 1 - len(appID) }

// deriveToken returns the token that a secret and a salt make. So the same
// stable token can be returned again without being kept: a caller that presents the
// secret has it made again.
//
//fidelity:official getstableaccesstoken apart | apart from the classic token: neither supersedes the other | api_getstableaccesstoken
func deriveToken(appID, appSecret string, salt []byte) (string, error) {
	secret, err := hkdf.Key(sha256.New, []byte(appSecret), salt, "stable token "+appID, secretSize(appID))
	if err != nil {
		return "", fmt.Errorf("account: derive token: %w", err)
	}
	return formToken(appID, secret), nil
}

// formToken writes a token: two digits, "_", and the payload in base64url. The
// app id leads to the account's shard without a table of all tokens.
func formToken(appID string, secret []byte) string {
	payload := append([]byte{byte(len(appID))}, appID...)
	payload = append(payload, secret...)
	return fmt.Sprintf("%d_%s", 10+int(secret[0])%90, base64.RawURLEncoding.EncodeToString(payload))
}

// appOf returns the app id that a token names, without saying that the token is
// good.
func appOf(token string) (appID string, ok bool) {
	if len(token) > maxToken {
		return "", false
	}
	_, encoded, ok := strings.Cut(token, "_")
	if !ok {
		return "", false
	}
	var payload [maxToken]byte
	n, err := base64.RawURLEncoding.Strict().Decode(payload[:], []byte(encoded))
	if err != nil || n != payloadSize {
		return "", false
	}
	end := 1 + int(payload[0])
	if end >= n {
		return "", false
	}
	if appID = string(payload[1:end]); !ValidAppID(appID) {
		return "", false
	}
	return appID, true
}

// hashToken is what is kept of a token.
func hashToken(token string) store.Hash { return sha256.Sum256([]byte(token)) }
