package seed

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// document is one YAML document of a seed file.
type document struct {
	Accounts []accountSeed `yaml:"accounts"`
}

// accountSeed declares an account.
type accountSeed struct {
	AppID      string `yaml:"appid"`
	Secret     string `yaml:"secret"`
	Name       string `yaml:"name"`
	Kind       string `yaml:"kind"` // official, service (the default) or miniprogram
	Individual bool   `yaml:"individual"`
	// IPList are addresses and CIDR blocks that may fetch tokens.
	IPList []string `yaml:"ip_list"`
	// TokensPerDay limits fetches of classic tokens; 2000 if absent.
	TokensPerDay int `yaml:"tokens_per_day"`
	// ModifyPerMonth limits changes of the store Mini Program; 0 is unlimited.
	ModifyPerMonth int      `yaml:"modify_per_month"`
	ForbiddenWords []string `yaml:"forbidden_words"`
	CategoryBarred bool     `yaml:"category_barred"`

	Merchant *merchantSeed `yaml:"merchant"`
}

// merchantSeed declares an account's store Mini Program.
type merchantSeed struct {
	State    string `yaml:"state"` // approved (the default) or reviewing
	Nickname string `yaml:"nickname"`
	Intro    string `yaml:"intro"`
	// Headimg is the path of a picture, relative to the seed file.
	Headimg string `yaml:"headimg"`

	// picture holds the image itself where there is no file.
	picture []byte
}

// check returns what is wrong with the declaration.
func (a accountSeed) check() error {
	if !account.ValidAppID(a.AppID) {
		return fmt.Errorf("appid %q: use 1 to 64 letters, digits, - and _", a.AppID)
	}
	if a.Secret == "" {
		return errors.New("secret is missing")
	}
	if _, err := weixin.ParseKind(a.kind()); err != nil {
		return err
	}
	for _, entry := range a.IPList {
		if _, err := account.ParseIPEntry(entry); err != nil {
			return fmt.Errorf("ip_list: %w", err)
		}
	}
	if a.TokensPerDay < 0 || a.ModifyPerMonth < 0 {
		return errors.New("tokens_per_day and modify_per_month cannot be negative")
	}
	if a.Merchant == nil {
		return nil
	}
	if _, err := a.Merchant.state(); err != nil {
		return fmt.Errorf("merchant: %w", err)
	}
	if !utf8.ValidString(a.Merchant.Intro) {
		return errors.New("merchant: intro is not UTF-8")
	}
	return nil
}

func (a accountSeed) kind() string {
	if a.Kind == "" {
		return weixin.ServiceAccount.String()
	}
	return a.Kind
}

func (m merchantSeed) state() (store.MerchantState, error) {
	switch m.State {
	case "", string(store.MerchantApproved):
		return store.MerchantApproved, nil
	case string(store.MerchantReviewing):
		return store.MerchantReviewing, nil
	}
	return "", fmt.Errorf("unknown state %q: use approved or reviewing", m.State)
}

func (a accountSeed) record() store.Account {
	perDay := a.TokensPerDay
	if perDay == 0 {
		perDay = account.DefaultTokensPerDay
	}
	return store.Account{
		AppID: a.AppID, Name: a.Name, Kind: a.kind(), Individual: a.Individual,
		SecretHash: account.HashSecret(a.Secret), IPList: a.IPList, TokensPerDay: perDay,
		Policy: store.Policy{
			CategoryBarred: a.CategoryBarred, ForbiddenWords: a.ForbiddenWords, ModifyPerMonth: a.ModifyPerMonth,
		},
	}
}
