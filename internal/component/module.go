package component

import (
	"context"
	"net/netip"
	"time"

	"github.com/wxastore/wxastore/internal/random"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Port is what the module needs of the store.
type Port interface {
	store.Writer
	store.Accounts
	store.Components
}

// Secrets knows the app secrets.
type Secrets interface {
	// ProvePlatform returns nil if the secret is the platform's and may be used
	// from the address, where one is given.
	ProvePlatform(ctx context.Context, appID, secret string, from *netip.Addr) error
	// ProveOwner returns nil if the secret is the account's.
	ProveOwner(ctx context.Context, appID, secret string) error
}

// Tokens issues access tokens.
type Tokens interface {
	// PlatformToken issues a platform's own token, which carries 32 bytes.
	PlatformToken(ctx context.Context, appID string, carried []byte, at time.Time) (weixin.AccessTokenResponse, error)
	// AuthorizerToken issues a token with which a platform calls for an account,
	// in a generation of its authorization.
	AuthorizerToken(ctx context.Context, appID, component, generation string, at time.Time) (weixin.AccessTokenResponse, error)
	// OperatorAuthorizerToken makes one for the operator, which supersedes none of the
	// platform's.
	OperatorAuthorizerToken(ctx context.Context, appID, component, generation string, at time.Time) (string, error)
}

// Module holds what the module needs.
type Module struct {
	Store   Port
	Secrets Secrets
	Tokens  Tokens
	Random  random.Source
}
