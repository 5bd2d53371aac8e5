package component

import (
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

const (
	// keySize is the length of a platform's key, which its token carries.
	keySize = 32
	// saltSize is the length of an authorization's salt.
	saltSize = 16
)

// deriveKey returns the key of a platform's refresh tokens. It follows from the
// secret, which is not kept; the platform's own token carries it.
func deriveKey(component, secret string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "refresh tokens of "+component, keySize)
	if err != nil {
		return nil, fmt.Errorf("component: derive key: %w", err)
	}
	return key, nil
}

// deriveRefresh returns the refresh token of an authorization.
//
//fidelity:official getauthorizeraccesstoken lasting | a refresh token lives until the account withdraws; authorizing again after that makes another | pages of the third-party platform
//fidelity:observed getauthorizeraccesstoken rotation | a refresh answers the same refresh token | an issue of an SDK, 2017: two people tried it
func deriveRefresh(key []byte, a store.Authorization) (string, error) {
	b, err := hkdf.Key(sha256.New, key, a.Salt, "refresh token of "+a.AppID, 32)
	if err != nil {
		return "", fmt.Errorf("component: derive refresh token: %w", err)
	}
	return formCode(refreshPrefix, b), nil
}

// known returns the refresh token of an authorization as far as the platform may
// know it: "" before it has exchanged an authorization code.
//
//fidelity:observed getauthorizerinfo,getauthorizerlist not-exchanged | the refresh token is empty until the platform has called api_query_auth once for that authorization | reports against two SDKs, 2018 and 2021; community, 2019 and 2026
func known(key []byte, a store.Authorization) (string, error) {
	if a.RefreshHash.IsZero() {
		return "", nil
	}
	return deriveRefresh(key, a)
}

// generation names the time from one granting of an authorization to its
// withdrawal. The tokens of one do not work in another.
func generation(a store.Authorization) string {
	sum := sha256.Sum256(append([]byte("generation "), a.Salt...))
	return hex.EncodeToString(sum[:8])
}

// mayRefresh is the rule for a refresh token that was presented. derived is
// what the current secret makes it. The one that was handed out is good even if
// the secret was changed since.
func mayRefresh(a store.Authorization, presented, derived string) error {
	if err := holds(a); err != nil {
		return err
	}
	hash, made := hashCode(refreshPrefix, presented), hashCode(refreshPrefix, derived)
	same := subtle.ConstantTimeCompare(hash[:], made[:])
	if !a.RefreshHash.IsZero() {
		same |= subtle.ConstantTimeCompare(hash[:], a.RefreshHash[:])
	}
	if same != 1 || hash.IsZero() {
		return edge.Refuse(weixin.RefreshTokenInvalid, "the refresh token is not that of %s", a.AppID)
	}
	return nil
}

// granted returns nil if the authorization is granted, and 61003 whatever else
// became of it.
//
//fidelity:choice getauthorizerrefreshtoken,getauthorizerinfo changed-password | where the account's password was changed: 61003, and it is not listed
func granted(a store.Authorization) error {
	if err := holds(a); err != nil {
		return edge.Refuse(weixin.NotAuthorized, "%v", err)
	}
	return nil
}

// holds returns nil if the authorization is granted and its tokens live.
func holds(a store.Authorization) error {
	switch a.State {
	case store.AuthorizationGranted:
		return nil
	case store.AuthorizationVoid:
		return edge.Refuse(weixin.TokenException, "%s changed its password at %s and has to authorize %s again",
			a.AppID, a.ChangedAt.Format(time.RFC3339), a.Component)
	case store.AuthorizationWithdrawn:
		return edge.Refuse(weixin.NotAuthorized, "%s withdrew its authorization of %s at %s",
			a.AppID, a.Component, a.ChangedAt.Format(time.RFC3339))
	default:
		return edge.Refuse(weixin.NotAuthorized, "%s never authorized %s", a.AppID, a.Component)
	}
}
