package app

import (
	"context"
	"crypto/subtle"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/store"
)

// secretsAmong returns which of some texts are secrets that the journal must not
// keep: those that the store knows, and the console's token.
func (a *App) secretsAmong(ctx context.Context, texts []string) ([]bool, error) {
	hashes := make([]store.Hash, len(texts))
	for i, text := range texts {
		hashes[i] = account.HashSecret(text)
	}
	known, err := a.store.SecretsAmong(ctx, texts, hashes)
	if err != nil {
		return nil, err
	}
	token := []byte(a.config.ConsoleToken)
	for i, text := range texts {
		if len(token) > 0 && subtle.ConstantTimeCompare([]byte(text), token) == 1 {
			known[i] = true
		}
	}
	return known, nil
}
