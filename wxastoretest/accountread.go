package wxastoretest

import (
	"context"
	"errors"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Account returns an account, which must be there, with its store Mini Program.
func (s *Server) Account(appID string) Account {
	s.t.Helper()
	a, err := s.readAccount(context.Background(), appID)
	if err != nil {
		s.t.Errorf("account %q: %v", appID, err)
		return Account{}
	}
	return a
}

// Accounts returns all accounts, in the order in which they were first declared:
// that of AppID is the first.
func (s *Server) Accounts() []Account {
	s.t.Helper()
	var all []Account
	for _, appID := range s.state.store.declared() {
		all = append(all, s.Account(appID))
	}
	return all
}

// HasAccount reports whether there is an account of the app id.
func (s *Server) HasAccount(appID string) bool {
	s.t.Helper()
	_, err := s.state.store.Account(context.Background(), appID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		s.t.Errorf("account %q: %v", appID, err)
	}
	return err == nil
}

func (s *Server) readAccount(ctx context.Context, appID string) (Account, error) {
	kept, err := s.state.store.Account(ctx, appID)
	if err != nil {
		return Account{}, err
	}
	kind, err := weixin.ParseKind(kept.Kind)
	if err != nil {
		return Account{}, err
	}
	a := Account{
		AppID: kept.AppID, Name: kept.Name, Kind: kind, Individual: kept.Individual, Irregular: kept.Irregular,
		SecretFrozen: kept.SecretFrozen, CategoryBarred: kept.Policy.CategoryBarred, IPList: kept.IPList, OriginalID: kept.Original,
		MessageURL: kept.Messages.URL, MessageToken: kept.Messages.Token, EncodingAESKey: kept.Messages.EncodingAESKey,
		PreviousEncodingAESKey: kept.Messages.PreviousEncodingAESKey, MessageMode: strings.TrimPrefix(string(kept.Messages.Mode), string(store.MessagesPlain)),
		ModifyPerMonth: kept.Policy.ModifyPerMonth, ForbiddenWords: kept.Policy.ForbiddenWords, TextCoordinates: kept.TextCoordinates,
	}
	for name, quota := range kept.Quotas {
		if a.Quotas == nil {
			a.Quotas = make(map[string]Quota)
		}
		a.Quotas[name] = Quota(quota)
	}
	m, err := s.readMerchant(ctx, appID)
	if errors.Is(err, errNoMerchant) {
		return a, nil
	}
	a.Merchant = &m
	return a, err
}
