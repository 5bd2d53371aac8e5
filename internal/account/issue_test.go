package account

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

var noon = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) // in Shanghai

func codeOf(t interface{ Fatalf(string, ...any) }, err error) weixin.Code {
	if err == nil {
		return weixin.OK
	}
	var refusal *edge.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("%v is not a refusal", err)
	}
	return refusal.Code
}

// model plays a series of tokens as the store would.
type model struct {
	line   store.TokenSeries
	tokens map[store.Hash]*store.Token
}

func (m *model) apply(issue Issue) {
	if before, ok := m.tokens[m.line.Current]; ok && !issue.SupersedeAt.IsZero() {
		before.SupersededAt = issue.SupersedeAt
	}
	if issue.Minted != nil {
		minted := *issue.Minted
		m.tokens[minted.Hash] = &minted
	}
	m.line = issue.Series
}

// TestLinesKeepTheirPromises fetches tokens of either series at random moments.
// After each fetch the token answered works, for at least as long as promised;
// at most two tokens of a series work at any time; and the code of one that does
// not is 42001 only at the end of its own life.
func TestLinesKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stable := rapid.Bool().Draw(t, "stable")
		m := &model{tokens: make(map[store.Hash]*store.Token)}
		now := noon
		for i := range rapid.IntRange(1, 60).Draw(t, "fetches") {
			now = now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "seconds")) * time.Second)
			hash := store.Hash{1, byte(i), byte(i >> 8)}
			var issue Issue
			var err error
			if stable {
				issue, err = issueStable(m.line, now, stableRequest{
					force: rapid.Bool().Draw(t, "force"), known: true, fresh: hash, freshSalt: []byte{1},
				})
			} else {
				issue = issueClassic(m.line, now, hash)
			}
			if code := codeOf(t, err); code == weixin.DailyQuota && stable {
				if m.line.Forced < forcedPerDay {
					t.Fatalf("refused after %d forced refreshes", m.line.Forced)
				}
				continue
			} else if code != weixin.OK {
				t.Fatalf("refused: %v", err)
			}
			m.apply(issue)
			current := m.tokens[m.line.Current]
			if err := usable(*current, now); err != nil {
				t.Fatalf("the token answered does not work: %v", err)
			}
			if left := m.line.ExpiresAt.Sub(now); left < overlap {
				t.Fatalf("a token with %s left was answered", left)
			}
			working := 0
			for _, token := range m.tokens {
				err := usable(*token, now)
				if err == nil {
					working++
				}
				if ended := !now.Before(token.ExpiresAt); codeOf(t, err) == weixin.AccessTokenExpired && !ended {
					t.Fatal("42001 before the end of the token's life")
				}
			}
			if stable && working > 2 {
				t.Fatalf("%d stable tokens work at once", working)
			}
		}
	})
}
