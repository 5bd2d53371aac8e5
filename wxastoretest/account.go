package wxastoretest

import (
	"context"

	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Account is an account to declare, or as it is kept. To declare one, only AppID
// and Secret must be set.
type Account struct {
	// Secret is not kept, only its hash: Server.Account leaves it empty.
	AppID, Secret, Name string
	// Kind is one of weixin.OfficialAccount, ServiceAccount and MiniProgram; 0
	// is ServiceAccount.
	Kind weixin.Kinds
	// Individual marks the account of a natural person (48001), Irregular one
	// that is barred from the API (48004). SecretFrozen bars the secret
	// (40243), CategoryBarred the store Mini Program (43104).
	Individual, Irregular, SecretFrozen, CategoryBarred bool
	// IPList are addresses and CIDR blocks that may fetch tokens (40164); empty
	// lets all.
	IPList []string
	// OriginalID is gh_ and so on; "" is made from the app id.
	OriginalID string
	// MessageURL is where messages of the account are pushed, signed with MessageToken
	// and, in the modes compat and safe, encrypted with EncodingAESKey: 43 letters and
	// digits. PreviousEncodingAESKey is the one before.
	MessageURL, MessageToken, EncodingAESKey, PreviousEncodingAESKey string
	// MessageMode is compat or safe; "" is plain.
	MessageMode string
	// Quotas limit calls by the name of the interface, where not the page does.
	Quotas map[string]Quota
	// ModifyPerMonth is the ceiling of modify_merchant (85049); 0 is none.
	ModifyPerMonth int
	// ForbiddenWords may not stand in an introduction (85036).
	ForbiddenWords []string
	// TextCoordinates has longitude and latitude in answers as strings, as some
	// clients need them.
	TextCoordinates bool
	// Merchant is the account's store Mini Program; nil is none (85053).
	Merchant *Merchant
}

// Quota limits calls a day (45009) and a minute (45011); 0 leaves a limit to
// the page.
type Quota struct{ Daily, PerMinute int }

// AddAccount declares an account. It replaces what is there of the app id, but
// a store Mini Program that is there stays as it is; see SetMerchant.
func (s *Server) AddAccount(a Account) {
	s.t.Helper()
	if _, err := s.running().Loader().Accounts(context.Background(), []seed.Account{a.seed()}); err != nil {
		s.t.Errorf("add account: %v", err)
	}
}

// seed is the account as a seed file declares it.
func (a Account) seed() seed.Account {
	declared := seed.Account{
		AppID: a.AppID, Secret: a.Secret, Name: a.Name, Kind: a.Kind.String(), Individual: a.Individual,
		IPList: a.IPList, OriginalID: a.OriginalID, MessageURL: a.MessageURL, MessageToken: a.MessageToken, EncodingAESKey: a.EncodingAESKey,
		PreviousEncodingAESKey: a.PreviousEncodingAESKey, MessageMode: a.MessageMode, Irregular: a.Irregular, SecretFrozen: a.SecretFrozen,
		ModifyPerMonth: a.ModifyPerMonth, ForbiddenWords: a.ForbiddenWords, CategoryBarred: a.CategoryBarred, TextCoordinates: a.TextCoordinates,
	}
	for name, quota := range a.Quotas {
		if declared.Quotas == nil {
			declared.Quotas = make(map[string]store.Quota)
		}
		declared.Quotas[name] = store.Quota(quota)
	}
	if m := a.Merchant; m != nil {
		declared.Merchant = &seed.Merchant{State: string(m.state()), Nickname: m.Nickname, Intro: m.Intro, Picture: m.Headimg}
	}
	return declared
}

// seed declares the accounts that the options ask for.
func (s *Server) seed(ctx context.Context) error {
	loader := s.app.Loader()
	var accounts []seed.Account
	for _, a := range s.settings.accounts {
		accounts = append(accounts, a.seed())
	}
	if _, err := loader.Accounts(ctx, accounts); err != nil {
		return err
	}
	for _, text := range s.settings.seeds {
		if _, err := loader.Text(ctx, text); err != nil {
			return err
		}
	}
	return nil
}
