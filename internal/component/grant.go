package component

import (
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// grant is what an account's administrator agrees to.
type grant struct {
	sets []int
	// preAuth is the code that led to the page; "" where the operator grants.
	preAuth string
	// authCode is the code to hand out, salt that of a new refresh token.
	authCode, eventID string
	salt              []byte
	at                time.Time
}

// refused is why a grant or a withdrawal is not possible, in words for the one who
// asked for it.
type refused string

func (r refused) Error() string { return string(r) }

// Asked marks it as the asker's.
func (r refused) Asked() {}

// Sentence is the words, by which their translation is found.
func (r refused) Sentence() (format string, args []any) { return string(r), nil }

// authorize decides on a grant.
//
//fidelity:observed getpreauthcode once | a code with which one account has agreed is refused to others | an issue of an SDK, 2018
//fidelity:choice getpreauthcode once | it is used up by agreeing, not when the page is shown or by refusing
//fidelity:differs a pre_auth_code, again by the same account | agrees again (an issue of an SDK, 2018) | refused | a code is good once; the next is one call away
//fidelity:official getauthorizerrefreshtoken update | an account that grants other sets than before: `updateauthorized`; the same sets: no event | pages of the third-party platform
//fidelity:inferred getauthorizerrefreshtoken update | its refresh token stays, until it withdraws | the page: withdrawing and authorizing again changes it
//fidelity:missing getauthorizerrefreshtoken exclusive | a set that only one platform can have (4, 24, 34): here several can | pages of permission sets
func authorize(s store.Standing, g grant) (store.Decision, error) {
	if g.preAuth != "" {
		if err := checkPreAuth(s.Code, g.at); err != nil {
			return store.Decision{}, err
		}
	}
	sets, err := chosen(g.sets, s.Component.PermissionSets)
	if err != nil {
		return store.Decision{}, err
	}
	before, after := s.Authorization, s.Authorization
	after.State, after.PermissionSets, after.ChangedAt = store.AuthorizationGranted, sets, g.at
	event := weixin.EventUpdateAuthorized
	if before.State != store.AuthorizationGranted {
		event = weixin.EventAuthorized
		after.Salt, after.RefreshHash, after.AuthorizedAt = g.salt, store.Hash{}, g.at
	}
	expires := g.at.Add(weixin.AuthCodeSeconds * time.Second)
	decision := store.Decision{
		Authorization: &after,
		Minted: &store.Code{
			AppID: s.Component.AppID, Hash: hashCode(authPrefix, g.authCode), Kind: store.CodeAuth, Authorizer: after.AppID, ExpiresAt: expires,
		},
	}
	if g.preAuth != "" {
		decision.UseCode = g.at
	}
	if before.State == store.AuthorizationGranted && slices.Equal(before.PermissionSets, sets) {
		return decision, nil
	}
	decision.Deliveries, err = eventsTo(s.Component, g.eventID, event, weixin.AuthorizedBody{
		AuthorizerAppID: after.AppID, AuthorizationCode: g.authCode,
		AuthorizationCodeExpiredTime: expires.Unix(), PreAuthCode: g.preAuth,
	}, g.at)
	return decision, err
}

// checkPreAuth is the rule for the code that leads to the page.
func checkPreAuth(c store.Code, now time.Time) error {
	switch {
	case c.Kind != store.CodePreAuth:
		return refused("the pre_auth_code is not one of this platform")
	case !c.UsedAt.IsZero():
		return refused("the pre_auth_code was used already")
	case !now.Before(c.ExpiresAt):
		return refused("the pre_auth_code has expired")
	}
	return nil
}

// chosen returns the sets in order, each once. They must be among those that
// the platform asks for, unless it asks for none in particular.
func chosen(sets, asked []int) ([]int, error) {
	if len(sets) == 0 {
		return nil, refused("no permission set was chosen")
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(sets)))
	for _, id := range sorted {
		if id <= 0 || len(asked) > 0 && !slices.Contains(asked, id) {
			return nil, refused("a permission set was chosen for which the platform does not ask")
		}
	}
	return sorted, nil
}

// withdraw decides on the end of an authorization.
//
//fidelity:official all withdrawal | at once: the platform's tokens are answered 61003 | pages of the third-party platform
func withdraw(s store.Standing, eventID string, now time.Time) (store.Decision, error) {
	after := s.Authorization
	if after.State != store.AuthorizationGranted && after.State != store.AuthorizationVoid {
		return store.Decision{}, store.ErrNotFound
	}
	after.State, after.ChangedAt = store.AuthorizationWithdrawn, now
	deliveries, err := eventsTo(s.Component, eventID, weixin.EventUnauthorized, weixin.UnauthorizedBody{AuthorizerAppID: after.AppID}, now)
	return store.Decision{Authorization: &after, Deliveries: deliveries}, err
}

// void decides on a changed password: tokens die, and the account has to
// authorize again.
//
//fidelity:choice all changed-password | the operator says so; no event is pushed
func void(s store.Standing, now time.Time) (store.Decision, error) {
	after := s.Authorization
	if after.State != store.AuthorizationGranted {
		return store.Decision{}, store.ErrNotFound
	}
	after.State, after.ChangedAt = store.AuthorizationVoid, now
	return store.Decision{Authorization: &after}, nil
}

// redeem decides on an authorization code that was presented. refresh is the
// hash of the refresh token that is handed out.
//
//fidelity:choice getauthorizerrefreshtoken code-before | a code from before the account withdrew and authorized again: 61010
func redeem(s store.Standing, now time.Time, from string, refresh func(store.Authorization) (store.Hash, error)) (store.Decision, error) {
	if err := checkAuthCode(s.Code, now); err != nil {
		return store.Decision{}, err
	}
	after := s.Authorization
	if err := granted(after); err != nil {
		return store.Decision{}, err
	}
	if s.Code.ExpiresAt.Add(-weixin.AuthCodeSeconds * time.Second).Before(after.AuthorizedAt) {
		return store.Decision{}, edge.Refuse(weixin.AuthCodeExpired, "the code is of an authorization that was withdrawn")
	}
	var err error
	if after.RefreshHash, err = refresh(after); err != nil {
		return store.Decision{}, err
	}
	return store.Decision{Authorization: &after, UseCode: now, UseFrom: from}, nil
}

func checkAuthCode(c store.Code, now time.Time) error {
	switch {
	case c.Kind != store.CodeAuth:
		return edge.Refuse(weixin.AuthCodeInvalid, "no code of %s is this one", c.AppID)
	case !c.UsedAt.IsZero():
		return edge.Refuse(weixin.AuthCodeExpired, "the code was exchanged already, at %s%s; the redirect and the pushed event bring the same one, and it is good once",
			c.UsedAt.Format(time.RFC3339), by(c.UsedFrom))
	case !now.Before(c.ExpiresAt):
		return edge.Refuse(weixin.AuthCodeExpired, "the code expired at %s", c.ExpiresAt.Format(time.RFC3339))
	}
	return nil
}

// by says from where a code was exchanged, if that is known.
func by(from string) string {
	if from == "" {
		return ""
	}
	return " by " + from
}
