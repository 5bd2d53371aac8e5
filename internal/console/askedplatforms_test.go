package console

import (
	"context"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
)

// askedPlatforms counts what reaches platforms behind the guard, askedEvents
// what reaches events.
type (
	askedPlatforms struct{ *asked }
	askedEvents    struct{ *asked }
)

func (a askedPlatforms) Component(context.Context, string) (store.Component, error) {
	a.n++
	return store.Component{}, nil
}

func (a askedPlatforms) Components(context.Context, string, int) ([]store.Component, error) {
	a.n++
	return nil, nil
}

func (a askedPlatforms) Authorizations(context.Context, string, int, int) ([]store.Authorization, int, error) {
	a.n++
	return nil, 0, nil
}

func (a askedPlatforms) PushTicket(context.Context, string) (ports.PushedTicket, error) {
	a.n++
	return ports.PushedTicket{}, nil
}

func (a askedPlatforms) Authorize(context.Context, string, string, []int) (string, error) {
	a.n++
	return "", nil
}

func (a askedPlatforms) Withdraw(context.Context, string, string) error {
	a.n++
	return nil
}

func (a askedPlatforms) ChangePassword(context.Context, string, string) error {
	a.n++
	return nil
}

func (a askedEvents) List(context.Context, store.PushFilter, int) ([]store.Push, error) {
	a.n++
	return nil, nil
}

func (a askedEvents) Resend(context.Context, string, string) error {
	a.n++
	return nil
}

func (a askedEvents) Drop(context.Context, string, string) error {
	a.n++
	return nil
}
