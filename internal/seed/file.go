package seed

import (
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/review"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// document is one YAML document of a seed file.
type document struct {
	Accounts       []Account       `yaml:"accounts"`
	Components     []Component     `yaml:"components"`
	Authorizations []Authorization `yaml:"authorizations"`
	Faults         []faultSeed     `yaml:"faults"`
	Places         []Place         `yaml:"places"`
}

// Account declares an account.
type Account struct {
	AppID      string `yaml:"appid"`
	Secret     string `yaml:"secret"`
	Name       string `yaml:"name"`
	Kind       string `yaml:"kind"` // official, service (the default) or miniprogram
	Individual bool   `yaml:"individual"`
	// IPList are addresses and CIDR blocks that may fetch tokens.
	IPList []string `yaml:"ip_list"`
	// OriginalID is gh_ and so on; if it is left out, it is made from the app id.
	OriginalID string `yaml:"original_id"`
	// MessageURL is where messages of the account are pushed, signed with
	// MessageToken and, in the modes compat and safe, encrypted with EncodingAESKey: 43
	// letters and digits. PreviousEncodingAESKey is the one before.
	MessageURL             string `yaml:"message_url"`
	MessageToken           string `yaml:"message_token"`
	EncodingAESKey         string `yaml:"encoding_aes_key"`
	PreviousEncodingAESKey string `yaml:"previous_encoding_aes_key"`
	MessageMode            string `yaml:"message_mode"` // plain (the default), compat or safe
	// Irregular bars the account from the API, SecretFrozen its secret from use.
	Irregular    bool `yaml:"irregular"`
	SecretFrozen bool `yaml:"secret_frozen"`
	// Quotas limit calls, by interface name, where not the page does.
	Quotas map[string]store.Quota `yaml:"quotas"`
	// ModifyPerMonth limits changes of the store Mini Program; 0 is unlimited.
	ModifyPerMonth int      `yaml:"modify_per_month"`
	ForbiddenWords []string `yaml:"forbidden_words"`
	CategoryBarred bool     `yaml:"category_barred"`
	// TextCoordinates has longitude and latitude in answers as strings.
	TextCoordinates bool `yaml:"text_coordinates"`

	Merchant *Merchant `yaml:"merchant"`
	// Reviews are the rules by which the account's reviews are decided.
	Reviews []store.ReviewRule `yaml:"reviews"`
	// Shops are the stores of the store Mini Program, and of the old plug-in.
	Shops []Shop `yaml:"stores"`
	Cards []Card `yaml:"cards"`
}

// Merchant declares an account's store Mini Program.
type Merchant struct {
	State string `yaml:"state"` // approved (the default), waiting, reviewing, failed or refused
	// Reason is why the application failed or was refused.
	Reason   string `yaml:"reason"`
	Nickname string `yaml:"nickname"`
	Intro    string `yaml:"intro"`
	// Headimg is the path of a picture, relative to the seed file.
	Headimg string `yaml:"headimg"`

	// Picture is the image itself where there is no file.
	Picture []byte `yaml:"-"`
}

// check returns what is wrong with the declaration.
func (a Account) check() error {
	if err := account.Check(a.record()); err != nil {
		return err
	}
	if a.kind() == store.KindComponent {
		return store.Mistakef("kind component: third-party platforms are declared under components")
	}
	if a.Secret == "" {
		return store.Mistakef("secret is missing")
	}
	for i, rule := range a.Reviews {
		if err := review.CheckRule(rule); err != nil {
			return store.Mistakef("review %d: %w", i+1, err)
		}
	}
	if err := a.checkShops(); err != nil {
		return err
	}
	if a.Merchant == nil {
		return nil
	}
	if _, _, err := a.Merchant.state(); err != nil {
		return store.Mistakef("merchant: %w", err)
	}
	if !utf8.ValidString(a.Merchant.Intro) {
		return store.Mistakef("merchant: intro is not UTF-8")
	}
	return nil
}

func (a Account) kind() string {
	if a.Kind == "" {
		return weixin.ServiceAccount.String()
	}
	return a.Kind
}

// state is the merchant's, and how far its application is if it is not approved.
func (m Merchant) state() (store.MerchantState, *store.Review, error) {
	application := &store.Review{State: store.ReviewState(m.State), Reason: m.Reason}
	switch application.State {
	case "", store.ReviewState(store.MerchantApproved):
		return store.MerchantApproved, nil, nil
	case store.ReviewWaiting, store.ReviewReviewing:
		return store.MerchantReviewing, application, nil
	case store.ReviewFailed, store.ReviewRefused:
		return store.MerchantFailed, application, nil
	case store.ReviewPassed:
	}
	return "", nil, store.Mistakef("unknown state %q: use approved, waiting, reviewing, failed or refused", m.State)
}

func (a Account) record() store.Account {
	return store.Account{
		AppID: a.AppID, Name: a.Name, Kind: a.kind(), Individual: a.Individual, Original: a.OriginalID,
		SecretHash: account.HashSecret(a.Secret), SecretFrozen: a.SecretFrozen, Irregular: a.Irregular, IPList: a.IPList, Quotas: a.Quotas,
		Messages: store.Messages{
			URL: a.MessageURL, Token: a.MessageToken, EncodingAESKey: a.EncodingAESKey, PreviousEncodingAESKey: a.PreviousEncodingAESKey,
			Mode: account.ModeOr(a.MessageMode),
		},
		TextCoordinates: a.TextCoordinates,
		Policy: store.Policy{
			CategoryBarred: a.CategoryBarred, ForbiddenWords: a.ForbiddenWords, ModifyPerMonth: a.ModifyPerMonth,
		},
	}
}
