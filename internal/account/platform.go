package account

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// ProvePlatform returns nil if the secret is the third-party platform's and
// may be used from the address, where one is given.
func (r *Module) ProvePlatform(ctx context.Context, appID, secret string, from *netip.Addr) error {
	if !ValidAppID(appID) {
		return edge.Refuse(weixin.InvalidAppID, "the component_appid does not have the form of one")
	}
	account, err := r.Store.Account(ctx, appID)
	if errors.Is(err, store.ErrNotFound) {
		return edge.Refuse(weixin.InvalidAppID, "no platform %s", appID)
	}
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	return checkPlatform(account, secret, from)
}

// checkPlatform is the rule of ProvePlatform for an app id that exists.
//
//fidelity:differs an empty IP list of a platform | no address may call (INFERRED: a platform registers its addresses) | every address may | laptops and CI are who it is for
func checkPlatform(account store.Account, secret string, from *netip.Addr) error {
	switch {
	case account.Kind != store.KindComponent:
		return edge.Refuse(weixin.InvalidComponent, "%s is an account, no platform", account.AppID)
	case secret == "":
		return edge.Refuse(weixin.AppSecretMissing, "no secret for %s", account.AppID)
	case !isSecret(secret, account):
		return edge.Refuse(weixin.InvalidAppSecret, "wrong secret for %s", account.AppID)
	case from != nil && !listed(account.IPList, *from):
		refusal := edge.Refuse(weixin.AddressNotRegistered, "%s is not on the list of %s", from, account.AppID)
		refusal.Text = weixin.AddressNotRegisteredText(*from)
		return refusal
	}
	return nil
}

// PlatformToken issues a platform's own token, which carries carriedSize bytes.
//
//fidelity:inferred getcomponentaccesstoken superseded | a new token supersedes the one before, which works 5 minutes more | as for an account's classic token
//fidelity:choice getcomponentaccesstoken,getauthorizerrefreshtoken,getauthorizeraccesstoken shape | of 157 characters, as an account's token; 136 were seen of a platform's
func (r *Module) PlatformToken(ctx context.Context, appID string, carried []byte, at time.Time) (weixin.AccessTokenResponse, error) {
	return r.issue(ctx, appID, componentLine, carried, at)
}

// AuthorizerToken issues a token with which a platform calls for an account, in
// a generation of its authorization.
//
//fidelity:inferred getauthorizerrefreshtoken,getauthorizeraccesstoken superseded | a new token supersedes the platform's one before, which works 5 minutes more | as for an account's classic token
//fidelity:choice getauthorizerrefreshtoken,getauthorizeraccesstoken apart | the account's own tokens and those of other platforms are apart
func (r *Module) AuthorizerToken(ctx context.Context, appID, component, generation string, at time.Time) (weixin.AccessTokenResponse, error) {
	return r.issue(ctx, appID, authorizerLine(component, generation), nil, at)
}
