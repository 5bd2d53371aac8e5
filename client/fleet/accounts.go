package fleet

import (
	"context"
	"os"
	"strings"
	"sync"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Listed is the Desired.Account of one whose secret is in the file of secrets.
const Listed = "listed"

// ErrSecretInRow is why a row is blocked that may hold a secret itself.
var ErrSecretInRow = said.Errorf("the column secret has neither env:NAME nor file:PATH")

// Accounts knows how each account is called.
type Accounts struct {
	base     *client.Client
	platform *component.Component
	listed   func(appID string) (string, bool)
	secrets  func(appID, account string) (string, error)

	mu  sync.Mutex
	own map[string]*client.Client
}

// NewAccounts returns the accounts of a service. base needs no tokens. platform is nil
// where no account is called through one. listed looks a secret up in the file of
// secrets; nil is none.
func NewAccounts(base *client.Client, platform *component.Component, listed func(appID string) (secret string, ok bool)) *Accounts {
	a := &Accounts{base: base, platform: platform, listed: listed, own: make(map[string]*client.Client)}
	a.secrets = a.secret
	return a
}

// WithSecrets returns accounts whose secrets come from elsewhere than where a row says.
func (a *Accounts) WithSecrets(secrets func(appID, account string) (string, error)) *Accounts {
	return &Accounts{base: a.base, platform: a.platform, secrets: secrets, own: make(map[string]*client.Client)}
}

// String keeps secrets out of logs.
func (a *Accounts) String() string { return "fleet.Accounts of " + a.base.BaseURL() }

// Client returns the client that calls for an account. Its error is a Blocker.
func (a *Accounts) Client(appID, account string) (*client.Client, error) {
	if account == "" {
		if a.platform == nil {
			return nil, NewBlocker(NoPlatform, 0, said.Errorf("no platform is named, and the row has no secret"))
		}
		return a.platform.ClientFor(appID), nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.own[appID]; c != nil {
		return c, nil
	}
	secret, err := a.secrets(appID, account)
	if err != nil {
		return nil, err
	}
	c := a.base.WithTokens(client.StableTokens(a.base, appID, secret))
	a.own[appID] = c
	return c, nil
}

// forget drops the token of an account that is not called any more.
func (a *Accounts) forget(appID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.own, appID)
}

// secret reads a secret where an account says that it is.
func (a *Accounts) secret(appID, account string) (string, error) {
	missing := func(why error) error { return NewBlocker(SecretMissing, 0, why) }
	switch kind, name, _ := strings.Cut(account, ":"); kind {
	case "env":
		if secret := os.Getenv(name); secret != "" {
			return secret, nil
		}
		return "", missing(said.Errorf("the variable %s is not set", name))
	case "file":
		text, err := os.ReadFile(name)
		if err != nil {
			return "", missing(err)
		}
		if secret := strings.TrimSpace(strings.TrimPrefix(string(text), "\ufeff")); secret != "" {
			return secret, nil
		}
		return "", missing(said.Errorf("%s is empty", name))
	case Listed:
		if a.listed != nil {
			if secret, ok := a.listed(appID); ok {
				return secret, nil
			}
		}
		return "", missing(said.Errorf("the file of secrets does not have it: give it with --secrets"))
	}
	return "", NewBlocker(SecretInRow, 0, ErrSecretInRow)
}

// granted returns the permission sets that an account has granted the platform.
func (a *Accounts) granted(ctx context.Context, appID string) (weixin.Sets, error) {
	answer, err := client.Do(ctx, a.platform.Client(), weixin.GetAuthorizerInfo, weixin.AuthorizerInfoRequest{
		ComponentAppID: a.platform.AppID(), AuthorizerAppID: appID,
	})
	return answer.AuthorizationInfo.Granted(), err
}
