package account

import (
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Issue is what a token rule decides.
type Issue struct {
	// Series replaces the series.
	Series store.TokenSeries
	// Minted is the token to add, or nil.
	Minted *store.Token
	// SupersedeAt, if not zero, becomes the SupersededAt of the token that was
	// the series' Current before.
	SupersedeAt time.Time
}

// IssueToken runs a rule on a token series of an account and keeps what it
// decides. It returns store.ErrNotFound for an unknown account, and
// store.ErrConflict if the account already has the minted token.
func IssueToken(ctx context.Context, w store.Writer, appID, kind string, rule func(store.TokenSeries) (Issue, error)) error {
	keys := []store.Key{store.AccountKey(appID), store.TokenSeriesKey(appID, kind)}
	return w.Write(ctx, keys, func(tx store.Tx) error {
		if _, err := tx.Account(appID); err != nil {
			return err
		}
		before, err := tx.TokenSeries(appID, kind)
		if err != nil {
			return err
		}
		issue, err := rule(before)
		if err != nil {
			return err
		}
		if !issue.SupersedeAt.IsZero() && !before.Current.IsZero() {
			if err := supersede(tx, appID, before.Current, issue.SupersedeAt); err != nil {
				return err
			}
		}
		if m := issue.Minted; m != nil {
			minted := *m
			minted.AppID, minted.Kind = appID, kind
			tx.AddToken(minted)
		}
		issue.Series.AppID, issue.Series.Kind = appID, kind
		tx.PutTokenSeries(issue.Series)
		return nil
	})
}

// supersede makes a token stop working at a time. One that was swept is gone.
func supersede(tx store.Tx, appID string, hash store.Hash, at time.Time) error {
	token, err := tx.Token(appID, hash)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	token.SupersededAt = at
	tx.PutToken(token)
	return nil
}

// Revoke makes a token stop working at a time, unless it does so earlier, and
// takes it out of its series, so that it is not issued again. It returns
// store.ErrNotFound for an unknown token.
func Revoke(ctx context.Context, w store.Writer, appID string, hash store.Hash, at time.Time) error {
	keys := []store.Key{store.AccountKey(appID), store.TokenKey(appID, hash)}
	return w.Write(ctx, keys, func(tx store.Tx) error {
		token, err := tx.Token(appID, hash)
		if err != nil {
			return err
		}
		if token.SupersededAt.IsZero() || token.SupersededAt.After(at) {
			token.SupersededAt = at
			tx.PutToken(token)
		}
		series, err := tx.TokenSeries(appID, token.Kind)
		if err == nil && series.Current == hash {
			series.Current, series.Salt = store.Hash{}, nil
			tx.PutTokenSeries(series)
		}
		return err
	})
}

// Declare makes an account what a declaration says, and reports whether that
// changed anything.
func Declare(tx store.Tx, a store.Account) (changed bool, err error) {
	before, err := tx.Account(a.AppID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	if err == nil {
		a.Options = before.Options // which platforms have set
	}
	if err == nil && reflect.DeepEqual(before, a.Stored()) {
		return false, nil
	}
	tx.PutAccount(a)
	return true, nil
}

// change runs a rule on an account, nil if there is none, and puts what it returns.
func change(ctx context.Context, w store.Writer, appID string, rule func(*store.Account) (store.Account, error), more ...func(store.Tx) error) error {
	return w.Write(ctx, []store.Key{store.AccountKey(appID), store.MerchantKey(appID)}, func(tx store.Tx) error {
		var before *store.Account
		switch a, err := tx.Account(appID); {
		case err == nil:
			before = &a
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		after, err := rule(before)
		if err != nil {
			return err
		}
		if _, err := Declare(tx, after); err != nil {
			return err
		}
		for _, f := range more {
			if err := f(tx); err != nil {
				return err
			}
		}
		return nil
	})
}
