package app

import (
	"context"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// operatorAccounts are the accounts as the console asks for them.
type operatorAccounts struct{ app *App }

func (o operatorAccounts) List(ctx context.Context, f store.AccountFilter, limit int) ([]store.Account, string, error) {
	return o.app.store.Accounts(ctx, f, limit)
}

func (o operatorAccounts) Get(ctx context.Context, appID string) (store.Account, error) {
	return o.app.store.Account(ctx, appID)
}

func (o operatorAccounts) Create(ctx context.Context, a store.Account, m *store.Merchant) (string, error) {
	if m != nil {
		added := *m
		added.AppID, added.UpdatedAt, m = a.AppID, o.app.clock.Now(), &added
	}
	secret, err := o.app.accounts.Create(ctx, a, m)
	return secret, o.changed(a.AppID, err)
}

func (o operatorAccounts) Put(ctx context.Context, a store.Account, version string) error {
	return o.changed(a.AppID, o.app.accounts.Put(ctx, a, version))
}

func (o operatorAccounts) RollSecret(ctx context.Context, appID string) (string, error) {
	secret, err := o.app.accounts.RollSecret(ctx, appID)
	return secret, o.changed(appID, err)
}

func (o operatorAccounts) Tokens(ctx context.Context, appID string) ([]store.Token, error) {
	return o.app.accounts.Tokens(ctx, appID, o.app.clock.Now())
}

func (o operatorAccounts) Revoke(ctx context.Context, appID string, hash store.Hash) error {
	return o.changed(appID, o.app.store.RevokeToken(ctx, appID, hash, o.app.clock.Now()))
}

// changed tells of a change that succeeded, and returns its error.
func (o operatorAccounts) changed(appID string, err error) error {
	if err == nil {
		o.app.hub.tell(ports.Event{Kind: ports.EventAccount, AppID: appID})
	}
	return err
}

// operatorQuotas are the quotas as the console asks for them.
type operatorQuotas struct{ app *App }

func (o operatorQuotas) Used(ctx context.Context, appID string) ([]ports.QuotaUse, error) {
	account, err := o.app.store.Account(ctx, appID)
	if err != nil {
		return nil, err
	}
	kind, err := weixin.ParseKind(account.Kind)
	if err != nil {
		return nil, err
	}
	now := o.app.clock.Now()
	var all []ports.QuotaUse
	for _, d := range weixin.Declarations() {
		if !d.Callers.Has(kind) {
			continue
		}
		use, err := o.app.quotas.Used(ctx, appID, d.Page, now)
		if err != nil {
			return nil, err
		}
		all = append(all, ports.QuotaUse{
			Interface: d.Name, Daily: use.Daily, Used: use.Used, PerMinute: use.PerMinute, UsedMinute: use.UsedMinute,
		})
	}
	return all, nil
}
