package component

import (
	"context"
	"crypto/rand"
	"errors"
	mathrand "math/rand/v2"
	"time"

	"golang.org/x/time/rate"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/wait"
)

// renewal keeps the access token of a record fresh, together with the processes
// that share the store: one of them fetches, the others find what it saved.
type renewal struct {
	store TokenStore
	key   TokenKey
	// fetch gets an access token with what the record has.
	fetch func(context.Context, TokenRecord) (fetched, error)
	// missing is the error where the record has nothing to fetch with.
	missing error
	// refusals bounds the renewals of tokens that were refused.
	refusals *rate.Limiter
}

// fetched is what fetch got.
type fetched struct {
	access  string
	seconds int
	// refresh is what the next access token is fetched with.
	refresh string
}

// A fetch ends well before the right to it does: the next holder must not
// fetch at the same time.
const (
	fetchTime = 15 * time.Second
	leaseLife = 30 * time.Second
	saveTime  = 10 * time.Second
)

// token is the fetch of a Tokens.
func (r *renewal) token(ctx context.Context, refused string) (client.Token, error) {
	allowed := refused == ""
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, 200*time.Millisecond) {
		record, err := r.load(ctx)
		if err != nil {
			return client.Token{}, err
		}
		if t, ok := fresh(record, refused); ok {
			return t, nil
		}
		if !allowed && !r.refusals.Allow() {
			return client.Token{}, client.ErrNotRenewed
		}
		allowed = true
		holder := rand.Text()
		ok, err := r.store.Lease(ctx, r.key, holder, leaseLife)
		if err != nil {
			return client.Token{}, said.Errorf("taking the right to renew the token of %s: %w", r.key.AppID, err)
		}
		if ok {
			t, err := r.hold(ctx, refused)
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
			defer cancel()
			if err := r.store.Release(ending, r.key, holder); err != nil && t.AccessToken == "" {
				return t, said.Errorf("giving back the right to renew the token of %s: %w", r.key.AppID, err)
			}
			return t, err // a right that was not given back ends by itself
		}
		if err := wait.For(ctx, pause/2+mathrand.N(pause)); err != nil {
			return client.Token{}, err
		}
	}
}

// load returns the record, if it has something to fetch with.
func (r *renewal) load(ctx context.Context) (TokenRecord, error) {
	record, err := r.store.Load(ctx, r.key)
	if err != nil && !errors.Is(err, ErrNoRecord) {
		return record, said.Errorf("loading the tokens of %s: %w", r.key.AppID, err)
	}
	if record.RefreshToken == "" {
		return record, said.Errorf("%s: %w", r.key.AppID, r.missing)
	}
	return record, nil
}

// fresh returns the access token of a record, unless it was refused or is to be
// renewed.
func fresh(r TokenRecord, refused string) (client.Token, bool) {
	t := client.Token{AccessToken: r.AccessToken, RenewAt: r.RenewAt, ExpiresAt: r.ExpiresAt, Found: true}
	return t, t.AccessToken != "" && t.AccessToken != refused && time.Now().Before(t.RenewAt)
}

// hold fetches a token and saves it. The caller has the right to.
func (r *renewal) hold(ctx context.Context, refused string) (client.Token, error) {
	record, err := r.load(ctx) // the holder before may have renewed it
	if err != nil {
		return client.Token{}, err
	}
	if t, ok := fresh(record, refused); ok {
		return t, nil
	}
	fetching, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	asked := time.Now()
	got, err := r.fetch(fetching, record)
	if err != nil {
		// The old one serves until its end, also in a process that did not have it.
		if t, _ := fresh(record, refused); t.AccessToken != "" && t.AccessToken != refused && time.Now().Before(t.ExpiresAt) && ctx.Err() == nil {
			return t, nil
		}
		return client.Token{}, err
	}
	return r.save(ctx, record, got, asked)
}

// save keeps what was fetched with a record. The caller may be gone:
// what Weixin has answered is saved all the same.
func (r *renewal) save(ctx context.Context, used TokenRecord, got fetched, asked time.Time) (client.Token, error) {
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	t := client.NewToken(got.access, got.seconds, asked)
	err := update(saving, r.store, r.key, func(now *TokenRecord) bool {
		switch {
		case now.RefreshToken == used.RefreshToken:
			if got.refresh != "" {
				now.RefreshToken, now.PreviousRefreshToken = renewedPair(*now, got.refresh)
			}
		case now.RefreshToken == "":
			return false // withdrawn meanwhile
		case now.AccessToken != used.AccessToken && now.AccessToken != "":
			t, _ = fresh(*now, "")
			return false // authorized again meanwhile, with a token of its own
		}
		now.AccessToken, now.RenewAt, now.ExpiresAt = t.AccessToken, t.RenewAt, t.ExpiresAt
		return true
	})
	if err != nil {
		return client.Token{}, said.Errorf("saving the tokens of %s: %w", r.key.AppID, err)
	}
	return t, nil
}

// renewedPair returns the refresh token of an answer, and the previous one, which
// is kept until the new one has served.
func renewedPair(r TokenRecord, answered string) (refresh, previous string) {
	switch answered {
	case r.RefreshToken: // it has served
		return answered, ""
	case r.PreviousRefreshToken: // it has served where the newer one did not
		return answered, ""
	}
	return answered, r.RefreshToken
}
