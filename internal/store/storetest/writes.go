package storetest

import (
	"context"
	"time"

	accounts "github.com/wxastore/wxastore/internal/account"
	components "github.com/wxastore/wxastore/internal/component"
	faultsmod "github.com/wxastore/wxastore/internal/fault"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/merchant"
	"github.com/wxastore/wxastore/internal/quota"
	seeds "github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
)

// Writes is a store with what the modules write to it, by which its transactions
// are tried.
type Writes struct{ store.Store }

// With returns the Writes of a store.
func With(s store.Store) Writes { return Writes{s} }

// ModifyMerchant is merchant.Modify.
func (w Writes) ModifyMerchant(ctx context.Context, appID string, rule func(store.Policy, store.Merchant) (*store.Modification, error)) error {
	return merchant.Modify(ctx, w, appID, rule)
}

// IssueToken is account.IssueToken.
func (w Writes) IssueToken(ctx context.Context, appID, kind string, rule func(store.TokenSeries) (accounts.Issue, error)) error {
	return accounts.IssueToken(ctx, w, appID, kind, rule)
}

// RevokeToken is account.Revoke.
func (w Writes) RevokeToken(ctx context.Context, appID string, hash store.Hash, at time.Time) error {
	return accounts.Revoke(ctx, w, appID, hash, at)
}

// Decide is component.Decide.
func (w Writes) Decide(ctx context.Context, platform, authorizer string, code store.Hash, rule func(store.Standing) (store.Decision, error)) error {
	return components.Decide(ctx, w, platform, authorizer, code, rule)
}

// Seed is seed.Declare.
func (w Writes) Seed(ctx context.Context, all []store.Seed) (int, error) {
	return seeds.Declare(ctx, w, all)
}

// SeedComponents is seed.DeclareComponents.
func (w Writes) SeedComponents(ctx context.Context, all []store.ComponentSeed) (int, error) {
	return seeds.DeclareComponents(ctx, w, all)
}

// SeedAuthorizations is seed.DeclareAuthorizations.
func (w Writes) SeedAuthorizations(ctx context.Context, all []store.Authorization) (int, error) {
	return seeds.DeclareAuthorizations(ctx, w, all)
}

// PutMedium is media.Put.
func (w Writes) PutMedium(ctx context.Context, m store.Medium) error {
	return media.Put(ctx, w, m)
}

// SpendQuota is quota.SpendStored.
func (w Writes) SpendQuota(ctx context.Context, appID, iface string, spans []store.Span, rule func(own store.Quota, used []int) ([]int, error)) error {
	return quota.SpendStored(ctx, w, appID, iface, spans, rule)
}

// ClearQuota is quota.Clear.
func (w Writes) ClearQuota(ctx context.Context, appID string, c store.Clearing, rule func(cleared int) error) error {
	return quota.Clear(ctx, w, appID, c, rule)
}

// PutFault is fault.Keep.
func (w Writes) PutFault(ctx context.Context, f store.Fault) error { return faultsmod.Keep(ctx, w, f) }

// SwapFault is fault.Swap for a fault that is as it was seen; nil for none.
func (w Writes) SwapFault(ctx context.Context, seen *store.Fault, f store.Fault) error {
	version := ""
	if seen != nil {
		version = seen.Version()
	}
	return faultsmod.Swap(ctx, w, f, version)
}

// TakeFault is fault.Take.
func (w Writes) TakeFault(ctx context.Context, id string) (bool, error) {
	return faultsmod.Take(ctx, w, id)
}

// ReplaceAll fills what replaces everything, and replaces it.
func ReplaceAll(ctx context.Context, s store.Copies, fill func(add func(table string, row []any) error) error) error {
	r, err := s.Fill(ctx, fill)
	if err != nil {
		return err
	}
	defer r.Discard(ctx)
	return r.Swap(ctx)
}
