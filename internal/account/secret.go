package account

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/netip"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// credentials are what both token interfaces ask for.
type credentials struct{ grantType, appID, secret string }

// authenticate returns the account that the credentials prove, in the order of
// checks seen at Weixin: the app id comes before the grant type.
//
//fidelity:observed getaccesstoken,getstableaccesstoken order | `appid` comes before `grant_type` | probe
//fidelity:differs a wrong secret | pages list 40001, the wire has 40125 | 40125, never 40001 | clients that renew on 40001 would loop for ever
func (r *Module) authenticate(ctx context.Context, c credentials, from netip.Addr) (store.Account, error) {
	account, err := r.known(ctx, c.appID, weixin.ComponentAppID)
	if err != nil {
		return store.Account{}, err
	}
	if c.grantType != weixin.GrantClientCredential {
		return store.Account{}, edge.Refuse(weixin.InvalidGrantType, "grant_type is not %s", weixin.GrantClientCredential)
	}
	return account, check(account, c.secret, from)
}

// known returns the account of an app id. A platform's is refused with a code of
// its own.
func (r *Module) known(ctx context.Context, appID string, ofPlatform weixin.Code) (store.Account, error) {
	if appID == "" {
		return store.Account{}, edge.Refuse(weixin.AppIDMissing, "no appid")
	}
	if !ValidAppID(appID) {
		return store.Account{}, edge.Refuse(weixin.InvalidAppID, "the appid does not have the form of one")
	}
	account, err := r.Store.Account(ctx, appID)
	if errors.Is(err, store.ErrNotFound) {
		return store.Account{}, edge.Refuse(weixin.InvalidAppID, "no account %s", appID)
	}
	if err != nil {
		return store.Account{}, fmt.Errorf("account: %w", err)
	}
	if account.Kind == store.KindComponent {
		return store.Account{}, edge.Refuse(ofPlatform, "%s is a third-party platform, not an account", appID)
	}
	return account, nil
}

// Prove returns nil if the secret is the account's and may be used from the
// address.
//
//fidelity:choice clearquotabyappsecret 40013 | also for the app id of a third-party platform, which has a call of its own
func (r *Module) Prove(ctx context.Context, appID, secret string, from netip.Addr) error {
	account, err := r.known(ctx, appID, weixin.InvalidAppID)
	if err != nil {
		return err
	}
	return check(account, secret, from)
}

// ProveOwner returns nil if the secret is the account's, from wherever it
// comes: an administrator's browser is on no list.
func (r *Module) ProveOwner(ctx context.Context, appID, secret string) error {
	account, err := r.known(ctx, appID, weixin.InvalidAppID)
	if err != nil {
		return err
	}
	return checkSecret(account, secret)
}

// check is the rule for the secret of an account that exists.
//
//fidelity:choice getaccesstoken,getstableaccesstoken,clearquotabyappsecret secret-order | wrong secret, then frozen, then the address
func check(account store.Account, secret string, from netip.Addr) error {
	if err := checkSecret(account, secret); err != nil {
		return err
	}
	if !listed(account.IPList, from) {
		refusal := edge.Refuse(weixin.InvalidIP, "%s is not on the list of %s", from, account.AppID)
		refusal.Text = weixin.InvalidIPText(from)
		return refusal
	}
	return nil
}

func checkSecret(account store.Account, secret string) error {
	if secret == "" {
		return edge.Refuse(weixin.AppSecretMissing, "no secret for %s", account.AppID)
	}
	if !isSecret(secret, account) {
		return edge.Refuse(weixin.InvalidAppSecret, "wrong secret for %s", account.AppID)
	}
	if account.SecretFrozen {
		return edge.Refuse(weixin.SecretFrozen, "the secret of %s is frozen", account.AppID)
	}
	return nil
}

// isSecret reports whether the secret is the account's.
func isSecret(secret string, account store.Account) bool {
	hash := HashSecret(secret)
	return subtle.ConstantTimeCompare(hash[:], account.SecretHash[:]) == 1
}

// HashSecret is what is kept of an app secret.
func HashSecret(secret string) store.Hash { return sha256.Sum256([]byte(secret)) }

// listed reports whether the list lets the address in. An empty list lets every
// address in.
//
//fidelity:differs empty IP list | no address may fetch tokens (INFERRED: the list is on for every account that enables its secret) | every address may | laptops and CI are who it is for
func listed(list []string, from netip.Addr) bool {
	if len(list) == 0 {
		return true
	}
	for _, entry := range list {
		if block, err := parseIPEntry(entry); err == nil && block.Contains(from) {
			return true
		}
	}
	return false
}

// parseIPEntry reads an entry of an IP list: an address or a CIDR block, of
// either version.
func parseIPEntry(entry string) (netip.Prefix, error) {
	if block, err := netip.ParsePrefix(entry); err == nil {
		return block.Masked(), nil
	}
	addr, err := netip.ParseAddr(entry)
	if err != nil {
		return netip.Prefix{}, store.Mistakef("%q is neither an IP address nor a CIDR block", entry)
	}
	addr = addr.Unmap()
	return addr.Prefix(addr.BitLen())
}

// ValidAppID reports whether s can be an app id: 1 to 64 letters, digits, "-"
// and "_".
func ValidAppID(s string) bool {
	for _, c := range []byte(s) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (c < '0' || '9' < c) && c != '-' && c != '_' {
			return false
		}
	}
	return 1 <= len(s) && len(s) <= 64
}
