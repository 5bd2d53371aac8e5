package edge

import (
	"context"
	"net/netip"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// Clock tells the time. Whatever depends on time takes one, so that time can be
// moved.
type Clock func() time.Time

// Call is one request on its way through the service.
type Call struct {
	// Caller is the account that the access token speaks for. Where the
	// interface takes no access token, the rule notes whose secret was proved.
	Caller Caller
	// RID names the call.
	RID weixin.RID
	// At is when the call arrived.
	At time.Time
	// Remote is the client's address.
	Remote netip.Addr
	// BaseURL is the scheme and host under which the client reached the
	// service.
	BaseURL string

	query queryValues
}

// Caller is an account as the guard knows it.
type Caller struct {
	AppID string
	Kind  weixin.Kinds
	// Individual is set for an account of a natural person.
	Individual bool
}

// Callers knows whom an access token speaks for. Its refusals are 40001 and
// 42001.
type Callers interface {
	Caller(ctx context.Context, token string, at time.Time) (Caller, error)
}
