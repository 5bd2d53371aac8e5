package ops

import (
	"context"
	"maps"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

func (c *Console) listAccounts(ctx context.Context, in api.AccountFilter) (api.AccountList, error) {
	if c.m.Search != nil && in.Search != "" {
		found, around, err := find(ctx, c, search.Query{Text: in.Search}, in.Page, in.Back, c.m.Store.Account)
		return api.AccountList{Accounts: each(found, toAccount), Around: around}, err
	}
	found, around, err := walk(in.Page, in.Back, func(a store.Account) string { return a.AppID }, func(after, before string, limit int) ([]store.Account, string, error) {
		return c.m.Store.Accounts(ctx, store.AccountFilter{Search: in.Search, After: after, Before: before}, limit)
	})
	if err == nil && in.Search == "" {
		around.Total, err = c.m.Store.CountAccounts(ctx)
	}
	return api.AccountList{Accounts: each(found, toAccount), Around: around}, err
}

func (c *Console) showAccount(ctx context.Context, in api.AccountID) (api.Account, error) {
	a, err := c.m.Store.Account(ctx, in.AppID)
	return toAccount(a), noAccount(err, in.AppID)
}

func (c *Console) createAccount(ctx context.Context, in api.AccountCreation) (api.Secret, error) {
	made := fromAccount(in.Body.Account)
	if err := c.checkChange(ctx, store.Messages{}, made); err != nil {
		return api.Secret{}, err
	}
	var merchant *store.Merchant
	if m := in.Body.Merchant; m != nil {
		merchant = &store.Merchant{AppID: made.AppID, State: store.MerchantState(m.State), Nickname: m.Nickname, Intro: m.Intro, UpdatedAt: c.m.Clock.Now()}
		if m.State == "" {
			merchant.State = store.MerchantApproved
		}
	}
	secret, err := c.m.Accounts.Create(ctx, made, merchant)
	return api.Secret{AppID: made.AppID, Secret: secret}, err
}

func (c *Console) putAccount(ctx context.Context, in api.AccountChange) (api.Account, error) {
	if in.Body.AppID == "" {
		in.Body.AppID = in.AppID
	} else if in.Body.AppID != in.AppID {
		return api.Account{}, store.Mistakef("the app id of an account cannot be changed")
	}
	made := fromAccount(in.Body)
	before, err := c.m.Store.Account(ctx, in.AppID)
	if err != nil {
		return api.Account{}, err
	}
	made.Messages = replacing(before.Messages, made.Messages)
	if err := c.checkChange(ctx, before.Messages, made); err != nil {
		return api.Account{}, err
	}
	err = c.m.Accounts.Put(ctx, made, in.Body.Version)
	return toAccount(made), outdated(err, store.Mistakef("account %s", made.AppID), "GET /api/accounts/"+made.AppID, in.Body.Version, toAccount(made),
		func() (api.Account, error) { return c.showAccount(ctx, in.AccountID) })
}

// dropAccount deletes an account. What calls have taken ahead of its quotas is given back
// before, so that nothing is counted for an account that there is not.
func (c *Console) dropAccount(ctx context.Context, in api.AccountDrop) (api.None, error) {
	if err := c.m.Quotas.Return(ctx); err != nil {
		return api.None{}, err
	}
	err := noAccount(c.m.Accounts.Drop(ctx, in.AppID, in.Version), in.AppID)
	return api.None{}, dropped(err, store.Mistakef("account %s", in.AppID), in.Version, func() (api.Account, error) { return c.showAccount(ctx, in.AccountID) })
}

func noAccount(err error, appID string) error {
	return orMissing(err, missing("there is no account %s", appID))
}

func (c *Console) rollSecret(ctx context.Context, in api.AccountID) (api.Secret, error) {
	secret, err := c.m.Accounts.RollSecret(ctx, in.AppID)
	return api.Secret{AppID: in.AppID, Secret: secret}, err
}

func (c *Console) makeToken(ctx context.Context, in api.AccountID) (api.MadeToken, error) {
	if _, err := c.m.Store.Account(ctx, in.AppID); err != nil {
		return api.MadeToken{}, noAccount(err, in.AppID)
	}
	token, err := c.m.Accounts.OperatorToken(ctx, in.AppID, c.m.Clock.Now())
	return api.MadeToken{AccessToken: token}, err
}

func (c *Console) listTokens(ctx context.Context, in api.AccountID) (api.TokenList, error) {
	tokens, err := c.m.Accounts.Tokens(ctx, in.AppID, c.m.Clock.Now())
	return api.TokenList{Tokens: each(tokens, func(t store.Token) api.Token {
		return api.Token{Hash: t.Hash.String(), Kind: t.Kind, IssuedAt: t.IssuedAt.UTC(), ExpiresAt: t.ExpiresAt.UTC(), SupersededAt: timeOrNil(t.SupersededAt)}
	})}, err
}

func (c *Console) revokeToken(ctx context.Context, in api.TokenID) (api.None, error) {
	hash, err := store.ParseHash(in.Hash)
	if err != nil {
		return api.None{}, err
	}
	return api.None{}, c.m.Accounts.Revoke(ctx, in.AppID, hash, c.m.Clock.Now())
}

func (c *Console) listQuotas(ctx context.Context, in api.AccountID) (list api.QuotaList, err error) {
	of, err := c.m.Store.Account(ctx, in.AppID)
	if err != nil {
		return list, err
	}
	kind, err := weixin.ParseKind(of.Kind)
	if err != nil {
		return list, err
	}
	now := c.m.Clock.Now()
	list.Quotas = []api.QuotaUse{}
	for _, d := range weixin.Declarations() {
		if !d.Callers.Has(kind) {
			continue
		}
		use, err := c.m.Quotas.Used(ctx, in.AppID, d.Page, now)
		if err != nil {
			return list, err
		}
		list.Quotas = append(list.Quotas, api.QuotaUse{Interface: d.Name, Daily: use.Daily, Used: use.Used, PerMinute: use.PerMinute, UsedMinute: use.UsedMinute})
	}
	return list, nil
}

func toAccount(a store.Account) api.Account {
	out := api.Account{
		AppID: a.AppID, Name: a.Name, Kind: a.Kind, Individual: a.Individual, Irregular: a.Irregular,
		SecretFrozen: a.SecretFrozen, OriginalID: a.OriginalID(), MessageURL: a.Messages.URL, MessageMode: string(account.ModeOr(string(a.Messages.Mode))),
		MessageToken: kept(a.Messages.Token), EncodingAESKey: kept(a.Messages.EncodingAESKey), PreviousEncodingAESKey: kept(a.Messages.PreviousEncodingAESKey),
		IPList: append([]string{}, a.IPList...), Quotas: make(map[string]api.Quota),
		CategoryBarred: a.Policy.CategoryBarred, ForbiddenWords: append([]string{}, a.Policy.ForbiddenWords...), ModifyPerMonth: a.Policy.ModifyPerMonth,
		TextCoordinates: a.TextCoordinates,
		Version:         a.Version(),
	}
	for name, q := range a.Quotas {
		out.Quotas[name] = api.Quota(q)
	}
	return out
}

// fromAccount is the account as the store has it. The module checks what it says.
func fromAccount(a api.Account) store.Account {
	if a.Kind == "" {
		a.Kind = "service"
	}
	out := store.Account{
		AppID: a.AppID, Name: a.Name, Kind: a.Kind, Individual: a.Individual, Irregular: a.Irregular,
		SecretFrozen: a.SecretFrozen, Original: a.OriginalID, IPList: a.IPList,
		Messages: store.Messages{
			URL: a.MessageURL, Token: a.MessageToken, EncodingAESKey: a.EncodingAESKey, PreviousEncodingAESKey: a.PreviousEncodingAESKey,
			Mode: account.ModeOr(a.MessageMode),
		},
		Policy:          store.Policy{CategoryBarred: a.CategoryBarred, ForbiddenWords: a.ForbiddenWords, ModifyPerMonth: a.ModifyPerMonth},
		TextCoordinates: a.TextCoordinates,
	}
	if a.OriginalID == (store.Account{AppID: a.AppID}).OriginalID() {
		out.Original = ""
	}
	for name, q := range maps.All(a.Quotas) {
		if out.Quotas == nil {
			out.Quotas = make(map[string]store.Quota)
		}
		out.Quotas[name] = store.Quota(q)
	}
	return out
}
