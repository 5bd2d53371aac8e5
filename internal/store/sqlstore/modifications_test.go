package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// The kinds of modifications in a random crowd.
const (
	setsIntro = iota
	setsNickname
	setsPicture
	setsLostPicture
	setsUnstorable
	wantsNothing
	isRefused
	isAMistake
	hasWrongVersion
	modificationKinds
)

// wish is one modification: of a kind, of one of a few accounts, of which the
// last is not there and the one before has no merchant yet.
type wish struct{ Kind, Account int }

const wishAccounts = 4

// made is a modification that was kept: what its rule was given and returned.
type made struct {
	given store.Merchant
	kept  store.Modification
}

// TestModificationsAreOneAtATime makes random modifications of few merchants at
// the same time, so that many about the same merchant share a commit, and some
// of them fail. Of each merchant, the changes that were kept must be a chain in
// which each was given what the one before it left, and the merchant and its
// history must be what the chain says.
func TestModificationsAreOneAtATime(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { modificationsAreOneAtATime(t, openMemory(t), true) })
	t.Run("PostgreSQL", func(t *testing.T) { modificationsAreOneAtATime(t, openPostgres(t), false) })
}

// anyText says that the database keeps any text.
func modificationsAreOneAtATime(t *testing.T, s *sqlstore.Store, anyText bool) {
	check := 0
	rapid.Check(t, func(rt *rapid.T) {
		check++
		wishes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) wish {
			return wish{rapid.IntRange(0, modificationKinds-1).Draw(t, "kind"), rapid.IntRange(0, wishAccounts-1).Draw(t, "account")}
		}), 1, 40).Draw(rt, "wishes")
		appID := func(account int) string { return fmt.Sprintf("wx%d-%d", check, account) }
		picture := hash(appID(0))
		for account := range wishAccounts - 1 {
			seed := store.Seed{Account: store.Account{AppID: appID(account)}}
			if account < wishAccounts-2 {
				seed.Merchant = &store.Merchant{AppID: appID(account), State: store.MerchantApproved, Nickname: "first", Intro: "first"}
			}
			if _, err := storetest.With(s).Seed(t.Context(), []store.Seed{seed}); err != nil {
				rt.Fatal(err)
			}
		}
		err := storetest.With(s).PutMedium(t.Context(), store.Medium{AppID: appID(0), ID: "m", Blob: picture})
		if err != nil {
			rt.Fatal(err)
		}
		var mu sync.Mutex
		kept := make(map[string]map[int64]made)
		var all sync.WaitGroup
		for i, w := range wishes {
			all.Go(func() {
				m, err := grant(s, appID(w.Account), picture, i, w)
				if want := wishError(w, anyText); (err != nil) != want {
					rt.Errorf("wish %d, %+v: %v, want an error: %t", i, w, err, want)
				}
				if err != nil || m == nil {
					return
				}
				mu.Lock()
				defer mu.Unlock()
				if kept[appID(w.Account)] == nil {
					kept[appID(w.Account)] = make(map[int64]made)
				}
				kept[appID(w.Account)][m.kept.Change.Version] = *m
			})
		}
		all.Wait()
		for account := range wishAccounts - 1 {
			isChain(rt, s, appID(account), kept[appID(account)])
		}
	})
}

// grant asks for a modification. It returns nil where nothing was to be kept.
func grant(s *sqlstore.Store, appID string, picture store.Hash, i int, w wish) (*made, error) {
	var m *made
	err := storetest.With(s).ModifyMerchant(context.Background(), appID, func(_ store.Policy, before store.Merchant) (*store.Modification, error) {
		m = nil // a rule may run more than once
		after := before
		after.AppID, after.Version = appID, before.Version+1
		if before.State == store.MerchantNone {
			after.State = store.MerchantApproved
		}
		switch w.Kind {
		case setsIntro:
			after.Intro = fmt.Sprint("wish ", i)
		case setsNickname:
			after.Nickname = fmt.Sprint("wish ", i)
		case setsPicture:
			after.Headimg = picture
		case setsLostPicture:
			after.Headimg = hash("lost")
		case setsUnstorable:
			after.Intro = "nobody keeps \x00 and \xff, or all do"
		case wantsNothing:
			return nil, nil
		case isRefused:
			return nil, errors.New("refused")
		case isAMistake:
			panic("a mistake")
		case hasWrongVersion:
			after.Version++
		}
		mod := &store.Modification{Merchant: after, Change: store.Change{
			AppID: appID, Version: after.Version, BeforeIntro: before.Intro, AfterIntro: after.Intro,
			BeforeHeadimg: before.Headimg, AfterHeadimg: after.Headimg, Caller: appID, RID: fmt.Sprint(i),
		}}
		m = &made{before, *mod}
		return mod, nil
	})
	return m, err
}

// wishError reports whether a wish must end in an error.
func wishError(w wish, anyText bool) bool {
	if w.Account == wishAccounts-1 {
		return true
	}
	switch w.Kind {
	case setsLostPicture, isRefused, isAMistake, hasWrongVersion:
		return true
	case setsUnstorable:
		return !anyText
	}
	return false
}

// isChain checks that a merchant is what the kept modifications made of it, one
// after the other.
func isChain(rt *rapid.T, s *sqlstore.Store, appID string, kept map[int64]made) {
	ctx := context.Background()
	merchant, err := s.Merchant(ctx, appID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		rt.Fatal(err)
	}
	history, err := s.History(ctx, appID, 0, 100)
	if err != nil {
		rt.Fatal(err)
	}
	if len(history) != len(kept) || merchant.Version != int64(len(kept)) {
		rt.Fatalf("%s has %d changes in its history and version %d, and %d were kept", appID, len(history), merchant.Version, len(kept))
	}
	for version := int64(1); version <= int64(len(kept)); version++ {
		m, ok := kept[version]
		if !ok {
			rt.Fatalf("%s has no change %d among those that were kept", appID, version)
		}
		if diff := cmp.Diff(m.kept.Change.RID, history[version-1].RID); diff != "" {
			rt.Errorf("%s: change %d is another's (-kept +history):\n%s", appID, version, diff)
		}
		next, last := kept[version+1].given, version == int64(len(kept))
		if last {
			next = merchant
		}
		left := m.kept.Merchant
		if diff := cmp.Diff(left, next); diff != "" {
			rt.Errorf("%s: after change %d (-left +given to the next, or kept):\n%s", appID, version, diff)
		}
	}
}
