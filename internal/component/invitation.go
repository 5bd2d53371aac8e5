package component

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// invitation is what a platform asks an administrator for, by the address of
// the authorization page.
type invitation struct {
	component     store.Component
	preAuth       string
	redirect      *url.URL
	kinds         weixin.Kinds
	onlyAccount   string
	authType      string
	redirectGiven string
}

// kindsOf are the kinds of accounts that an auth_type shows.
//
//fidelity:official getpreauthcode auth-type | 1 official accounts, 2 Mini Programs, 3 and 6 all | pages of the third-party platform
//fidelity:choice getpreauthcode auth-type | absent: all; 4, 5 and 8 show none, since such accounts are not built
//fidelity:official getpreauthcode biz-appid | only this account, whatever auth_type says | pages of the third-party platform
func kindsOf(authType string) (weixin.Kinds, error) {
	switch authType {
	case "1":
		return weixin.OfficialAccount | weixin.ServiceAccount, nil
	case "2":
		return weixin.MiniProgram, nil
	case "", "3", "6":
		return weixin.AllKinds, nil
	case "4", "5", "8":
		return 0, nil
	}
	return 0, refused("unknown auth_type")
}

// invited reads the parameters of the authorization page. What is wrong with
// them is a refused.
func (r *Module) invited(ctx context.Context, q url.Values, now time.Time) (invitation, error) {
	i := invitation{
		preAuth: q.Get("pre_auth_code"), onlyAccount: q.Get("biz_appid"),
		authType: q.Get("auth_type"), redirectGiven: q.Get("redirect_uri"),
	}
	var err error
	i.component, err = r.Store.Component(ctx, q.Get("component_appid"))
	if errors.Is(err, store.ErrNotFound) {
		return i, refused("no platform has the component_appid")
	}
	if err != nil {
		return i, err
	}
	code, err := r.code(ctx, i.component.AppID, hashCode(preAuthPrefix, i.preAuth))
	if err != nil {
		return i, err
	}
	if err := checkPreAuth(code, now); err != nil {
		return i, err
	}
	if i.redirect, err = target(i.redirectGiven, i.component.RedirectDomain); err != nil {
		return i, err
	}
	if i.onlyAccount != "" {
		i.kinds = weixin.AllKinds
		return i, nil
	}
	i.kinds, err = kindsOf(i.authType)
	return i, err
}

// invites returns nil if the account is one that the invitation is for.
func (i invitation) invites(a store.Account) error {
	kind, err := weixin.ParseKind(a.Kind)
	switch {
	case err != nil:
		return err
	case i.onlyAccount != "" && a.AppID != i.onlyAccount:
		return refused("the platform asks for another account")
	case !i.kinds.Has(kind):
		return refused("the platform asks for accounts of another kind")
	case a.Irregular:
		return refused("the account is barred")
	}
	return nil
}
