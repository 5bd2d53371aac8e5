package app

import (
	"context"
	"crypto/subtle"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/store"
)

// secrets are those that the journal must not keep: what the store knows, and the
// console's token.
type secrets struct{ app *App }

// SecretsAmong returns which of some texts are secrets.
func (s secrets) SecretsAmong(ctx context.Context, texts []string) ([]bool, error) {
	hashes := make([]store.Hash, len(texts))
	for i, text := range texts {
		hashes[i] = account.HashSecret(text)
	}
	known, err := s.app.store.SecretsAmong(ctx, texts, hashes)
	if err != nil {
		return nil, err
	}
	token := []byte(s.app.config.ConsoleToken)
	for i, text := range texts {
		if len(token) > 0 && subtle.ConstantTimeCompare([]byte(text), token) == 1 {
			known[i] = true
		}
	}
	return known, nil
}
