package sqlstore

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/store/sqldb"
	"github.com/wxastore/wxastore/internal/wait"
)

// selectCachedTokens is selectBearer for arrays of app ids and hashes.
var selectCachedTokens = `SELECT ` + cachedColumns + `
	FROM unnest(?1::TEXT[], ?2::BYTEA[]) AS u (app_id, hash)
	JOIN tokens AS t ON t.app_id = u.app_id AND t.hash = u.hash JOIN accounts AS a ON a.app_id = t.app_id`

// takeAsked returns what was asked for since it was last called, and lets go of the
// rest, with what replace wants to know.
func (b *tokenCache) takeAsked() (appIDs []string, hashes [][]byte, invalidated uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for appID, all := range b.held {
		var asked []*cachedToken
		for _, kept := range all {
			if kept.asked.Swap(false) {
				asked = append(asked, kept)
				appIDs, hashes = append(appIDs, appID), append(hashes, kept.token.Hash[:])
			}
		}
		if asked == nil {
			delete(b.held, appID)
			continue
		}
		b.held[appID] = asked
	}
	return appIDs, hashes, b.invalidated
}

// replace keeps what was read again, all that was asked for, and nothing else.
func (b *tokenCache) replace(read []*cachedToken, invalidated uint64) {
	held := make(map[string][]*cachedToken, len(read))
	for _, one := range read {
		held[one.token.AppID] = append(held[one.token.AppID], one)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if invalidated != b.invalidated {
		return
	}
	for appID, all := range held {
		b.held[appID] = all
	}
}

// renew reads the tokens that are in use again while they count, many in a
// statement: if each were read when a call finds it too old, a busy service
// would read all the time. It returns a function that ends it.
func (s *Store) renew(log *slog.Logger) (stop func()) {
	if s.tokens.life == 0 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	var loop sync.WaitGroup
	loop.Go(func() {
		for range wait.Every(ctx, s.tokens.life/2) {
			if err := s.renewTokens(ctx); err != nil && ctx.Err() == nil {
				// Calls read what they need themselves, and say what is wrong.
				log.Debug("tokens in use could not be read again", "error", err)
			}
		}
	})
	return func() {
		cancel()
		loop.Wait()
	}
}

func (s *Store) renewTokens(ctx context.Context) error {
	appIDs, hashes, invalidated := s.tokens.takeAsked()
	if len(appIDs) == 0 {
		return nil
	}
	var all []*cachedToken
	began := time.Now()
	err := s.db.Rows(ctx, selectCachedTokens, []any{appIDs, hashes}, func(row sqldb.Row) error {
		read := &cachedToken{read: began}
		if err := row.Scan(read.dest()...); err != nil {
			return err
		}
		all = append(all, read)
		return nil
	})
	if err == nil {
		s.tokens.replace(all, invalidated)
	}
	return err
}
