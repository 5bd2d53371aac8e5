package edge

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// Clock returns the time. Whatever depends on time takes one, so that time can be
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

	// wire is the request as it came.
	wire   *http.Request
	page   *weixin.Page
	quotas Quotas
	faults Faults
	query  query
	// spool takes the files of a form, uploads bounds how many come at a time.
	spool   Spool
	uploads gate
	// atLast is what is to be done when the handler has ended, the last first.
	atLast []func() error
	// request and response are what the journal keeps of the bodies.
	request, response string
	// read says that the request's body was read, as JSON or a form.
	read bool
	// note is a header of the answer, besides those that every answer has.
	note [2]string
	// status is the answer's HTTP status; 0 where there is none.
	status int
	// fault is the one that was injected, if any; injected says that it made the
	// answer, waited that it made the call wait.
	fault            *Fault
	injected, waited bool
	// gone is set when the client hung up before the answer was ready.
	gone bool
}

// atEnd has f called when the handler has ended, however it ends, and before
// anything is answered.
func (c *Call) atEnd(f func() error) { c.atLast = append(c.atLast, f) }

// end calls what was given to atEnd.
func (c *Call) end() (err error) {
	for _, f := range slices.Backward(c.atLast) {
		err = errors.Join(err, f())
	}
	c.atLast = nil
	return err
}

// Note adds a header to the answer.
func (c *Call) Note(name, value string) { c.note = [2]string{name, value} }

// Local is the address that the client reached.
func (c *Call) Local() netip.Addr {
	if addr, ok := c.wire.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		return address(addr.String())
	}
	return netip.Addr{}
}

// BaseURL is the scheme and host under which the client reached the service.
func (c *Call) BaseURL() string {
	if c.wire.TLS != nil {
		return "https://" + c.wire.Host
	}
	return "http://" + c.wire.Host
}

// Spend counts the call for an account that the rule has proved. The guard does
// so itself where an access token says whose the call is.
func (c *Call) Spend(ctx context.Context, appID string) error {
	c.Caller.AppID = appID
	return c.quotas.Spend(ctx, appID, *c.page, c.At)
}

// Caller is who a token speaks for, as the guard knows it.
type Caller struct {
	// AppID is the account that the call is for; a third-party platform's own
	// where its own token was sent.
	AppID string
	// Kind is the account's; weixin.ThirdParty where a platform's own token was
	// sent.
	Kind weixin.Kinds
	// Claimed is the app id that was named where none was proved.
	Claimed string
	// Individual is set for an account of a natural person.
	Individual bool
	// Irregular is set for an account that may not call the API at all.
	Irregular bool
	// TextCoordinates is set for an account whose answers have longitude and latitude as
	// strings.
	TextCoordinates bool
	// Component is the platform that calls for the account; "" where the account
	// calls itself. Granted are the permission sets that it was granted.
	Component string
	Granted   weixin.Sets
	// Unlisted is set where a platform's own token comes from an address that
	// is not on the platform's list.
	Unlisted bool
	// Carried is what a platform's own token carries besides the app id.
	Carried []byte
}

// By is the app id of who made the call: the platform where one calls for the
// account.
func (c Caller) By() string {
	if c.Component != "" {
		return c.Component
	}
	return c.AppID
}

// Quotas counts calls. Its refusals are 45009 and 45011.
type Quotas interface {
	Spend(ctx context.Context, appID string, page weixin.Page, at time.Time) error
}

// Callers finds the caller of an access token that comes from an address. Its
// refusals are 40001, 42001, 42007 and 61003. With a refusal it tells in AppID
// whose the token is or was, if it ever was one, and else in Claimed whose it
// says it is.
type Callers interface {
	Caller(ctx context.Context, token string, from netip.Addr, at time.Time) (Caller, error)
}

// disturb injects the fault that is due, if any. named is the app id among the
// parameters, for calls without an access token.
func (c *Call) disturb(ctx context.Context, named string) error {
	appID := c.Caller.AppID
	if appID == "" {
		appID, c.Caller.Claimed = named, named
	}
	if c.fault = c.faults.Next(ctx, *c.page, appID); c.fault == nil {
		return nil
	}
	c.waited = c.fault.Wait > 0
	err := c.fault.wait(ctx)
	if err == nil {
		err = c.fault.answer()
		c.injected = err != nil
	}
	return err
}
