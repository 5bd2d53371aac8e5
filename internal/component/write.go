package component

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/wxastore/wxastore/internal/store"
)

// Decide runs a rule on a platform, on what an account grants it and on the
// platform's code of a hash, and keeps what it decides, events included, in one
// write. authorizer and code may be zero. It returns store.ErrNotFound for an
// unknown platform, and, unless authorizer is "", for an unknown account;
// store.ErrConflict if the platform already has the minted code.
func Decide(ctx context.Context, w store.Writer, component, authorizer string, code store.Hash, rule func(store.Standing) (store.Decision, error)) error {
	// It is mostly the platform that events are for; another target is locked when
	// an event is queued.
	keys := []store.Key{store.AccountKey(component), store.ComponentKey(component), store.TargetKey(store.ComponentTarget(component))}
	if authorizer != "" {
		keys = append(keys, store.AccountKey(authorizer), store.AuthorizationKey(authorizer, component))
	}
	if !code.IsZero() {
		keys = append(keys, store.CodeKey(component, code))
	}
	return w.Write(ctx, keys, func(tx store.Tx) error {
		standing, err := standing(tx, component, authorizer, code)
		if err != nil {
			return err
		}
		decision, err := rule(standing)
		if err != nil {
			return err
		}
		keep(tx, standing, decision)
		return nil
	})
}

func standing(tx store.Tx, component, authorizer string, code store.Hash) (s store.Standing, err error) {
	if s.Component, err = tx.Component(component); err != nil {
		return s, err
	}
	s.Authorization = store.Authorization{AppID: authorizer, Component: component}
	s.Code = store.Code{AppID: component, Hash: code}
	if authorizer != "" {
		account, err := tx.Account(authorizer)
		if err == nil && account.Kind == store.KindComponent {
			err = store.ErrNotFound
		}
		if err != nil {
			return s, fmt.Errorf("account %s: %w", authorizer, err)
		}
		a, err := tx.Authorization(authorizer, component)
		if s.Authorization, err = orNone(a, err, authorizer, component); err != nil {
			return s, err
		}
	}
	if !code.IsZero() {
		if c, err := tx.Code(component, code); err == nil {
			s.Code = c
		} else if !errors.Is(err, store.ErrNotFound) {
			return s, err
		}
	}
	return s, nil
}

func keep(tx store.Tx, s store.Standing, d store.Decision) {
	if d.Minted != nil {
		minted := *d.Minted
		minted.AppID = s.Component.AppID
		tx.AddCode(minted)
	}
	if c := d.Component; c != nil {
		after := s.Component
		after.PushTickets, after.TicketAt = c.PushTickets, c.TicketAt
		tx.PutComponent(after)
	}
	if !d.UseCode.IsZero() && s.Code.Kind != "" {
		used := s.Code
		used.UsedAt, used.UsedFrom = d.UseCode, d.UseFrom
		tx.PutCode(used)
	}
	if d.Authorization != nil {
		tx.PutAuthorization(*d.Authorization)
	}
	for _, event := range d.Deliveries {
		tx.Enqueue(event)
	}
}

// Declare makes a platform what a declaration says, and reports whether that
// changed anything: TicketAt stays, and so does a PushTickets that is set.
func Declare(tx store.Tx, c store.Component) (changed bool, err error) {
	before, err := tx.Component(c.AppID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	if err == nil {
		c.Name, c.TicketAt, c.PushTickets = before.Name, before.TicketAt, c.PushTickets || before.PushTickets
		if len(c.PermissionSets) == 0 {
			c.PermissionSets = nil
		}
		if reflect.DeepEqual(before, c) {
			return false, nil
		}
	}
	tx.PutComponent(c)
	return true, nil
}

// DeclareAuthorization makes an authorization what a declaration says, and reports
// whether that changed anything. One that is there with the same state and
// permission sets stays as it is, unless only the declared one has a RefreshHash;
// the tokens of one that is granted go on. It returns store.ErrNotFound for an
// unknown platform or account.
func DeclareAuthorization(tx store.Tx, a store.Authorization) (changed bool, err error) {
	s, err := standing(tx, a.Component, a.AppID, store.Hash{})
	if err != nil {
		return false, err
	}
	before := s.Authorization
	handOut := before.RefreshHash.IsZero() && !a.RefreshHash.IsZero()
	if before.State == a.State && slices.Equal(before.PermissionSets, a.PermissionSets) && !handOut {
		return false, nil
	}
	if before.State == store.AuthorizationGranted {
		a.Salt, a.AuthorizedAt = before.Salt, before.AuthorizedAt
		if !handOut {
			a.RefreshHash = before.RefreshHash
		}
	}
	tx.PutAuthorization(a)
	return true, nil
}
