package postgres_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// TestTokensInUse asks for many tokens all the time: they are read by far fewer
// queries than their life alone would need, and what another replica revokes is
// known when the life of what was read has ended.
func TestTokensInUse(t *testing.T) {
	const tokens, life = 200, 500 * time.Millisecond
	address := pgtest.Address(t)
	here, there := open(t, address), open(t, address)
	defer here.Close()
	defer there.Close()
	seeds := storetest.Merchants(0, tokens)
	if _, err := storetest.With(there).Seed(t.Context(), seeds); err != nil {
		t.Fatal(err)
	}
	for _, seed := range seeds {
		err := storetest.With(there).IssueToken(t.Context(), seed.Account.AppID, "classic", func(store.TokenSeries) (account.Issue, error) {
			return account.Issue{Minted: &store.Token{Hash: hashOf(seed.Account.AppID), ExpiresAt: time.Now().Add(time.Hour)}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	askAll(t, here, seeds)
	// One by one it would be at least twice as many queries as there are tokens in
	// three lives. A busy machine may keep one span from being renewed in time, not all.
	queries := 0
	for span := range 40 {
		before := here.WriteStats().Statements
		for end := time.Now().Add(3 * life); time.Now().Before(end); time.Sleep(life / 20) {
			askAll(t, here, seeds)
		}
		if queries = int(here.WriteStats().Statements - before); queries < tokens {
			break
		}
		t.Logf("span %d: %d queries", span, queries)
	}
	if queries >= tokens {
		t.Errorf("%d queries to know %d tokens for %s", queries, tokens, 3*life)
	}

	revoked := seeds[7].Account.AppID
	now := time.Now()
	if err := storetest.With(there).RevokeToken(t.Context(), revoked, hashOf(revoked), now); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * life); ; time.Sleep(life / 20) {
		token, _, err := here.Bearer(t.Context(), revoked, hashOf(revoked))
		if err != nil {
			t.Fatal(err)
		}
		if !token.SupersededAt.IsZero() {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a token that another replica revoked still counts")
		}
	}
}

func hashOf(text string) store.Hash { return sha256.Sum256([]byte(text)) }

func askAll(t *testing.T, s *sqlstore.Store, seeds []store.Seed) {
	t.Helper()
	for _, seed := range seeds {
		token, account, err := s.Bearer(t.Context(), seed.Account.AppID, hashOf(seed.Account.AppID))
		if err != nil || account.AppID != seed.Account.AppID || token.Hash != hashOf(seed.Account.AppID) || account.Name != seed.Account.Name {
			t.Fatalf("Bearer = %+v, %+v, %v", token, account, err)
		}
	}
}
