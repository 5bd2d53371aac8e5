package sqlstore

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// selectSecrets is for dialects with arrays, selectSecretsJSON for the others.
const (
	selectSecrets     = `SELECT a.secret_hash FROM accounts AS a WHERE a.secret_hash = ANY (?1::BYTEA[])`
	selectSecretsJSON = `SELECT a.secret_hash FROM json_each(?1) AS j CROSS JOIN accounts AS a WHERE a.secret_hash = unhex(j.value)`
	// selectMessageKeys and selectMessageKeysJSON tell which of some texts are what
	// messages of accounts are signed and encrypted with.
	selectMessageKeys     = `SELECT j.value FROM unnest(?1::TEXT[]) AS j (value)` + amongMessageKeys
	selectMessageKeysJSON = `SELECT j.value FROM json_each(?1) AS j` + amongMessageKeys
	amongMessageKeys      = ` WHERE EXISTS (SELECT 1 FROM accounts AS a WHERE a.message_token = j.value AND a.message_token <> '')
	OR EXISTS (SELECT 1 FROM accounts AS a WHERE a.message_aes_key = j.value AND a.message_aes_key <> '')
	OR EXISTS (SELECT 1 FROM accounts AS a WHERE a.message_previous_aes_key = j.value AND a.message_previous_aes_key <> '')`
	// There are few platforms.
	selectEventKeys = `SELECT c.token, c.aes_key, c.previous_aes_key FROM components AS c`
)

// SecretsAmong returns which of some texts are secrets.
func (s *Store) SecretsAmong(ctx context.Context, texts []string, hashes []store.Hash) ([]bool, error) {
	found, keys := make(map[store.Hash]bool), make(map[string]bool)
	query, arg, err := s.hashesArg(hashes)
	if err == nil {
		err = s.db.Rows(ctx, query, []any{arg}, func(rows sqldb.Row) error {
			var hash store.Hash
			err := rows.Scan(hashColumn{&hash})
			found[hash] = true
			return err
		})
	}
	if err == nil {
		query, arg, err = s.textsArg(texts)
	}
	if err == nil {
		err = s.db.Rows(ctx, query, []any{arg}, func(rows sqldb.Row) error {
			var key string
			err := rows.Scan(&key)
			keys[key] = true
			return err
		})
	}
	if err == nil {
		err = s.db.Rows(ctx, selectEventKeys, nil, func(rows sqldb.Row) error {
			var three [3]string
			err := rows.Scan(&three[0], &three[1], &three[2])
			for _, key := range three {
				keys[key] = true
			}
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("store: look for secrets: %w", err)
	}
	known := make([]bool, len(texts))
	for i, text := range texts {
		known[i] = text != "" && keys[text] || found[hashes[i]]
	}
	return known, nil
}

// hashesArg is the query for some hashes and its argument.
func (s *Store) hashesArg(hashes []store.Hash) (query string, arg any, err error) {
	if s.db.Arrays() {
		array := make([][]byte, len(hashes))
		for i := range hashes {
			array[i] = hashes[i][:]
		}
		return selectSecrets, array, nil
	}
	list := make([]string, len(hashes))
	for i := range hashes {
		list[i] = hex.EncodeToString(hashes[i][:])
	}
	text, err := json.Marshal(list)
	return selectSecretsJSON, string(text), err
}

// textsArg is the query for some texts and its argument.
func (s *Store) textsArg(texts []string) (query string, arg any, err error) {
	if s.db.Arrays() {
		return selectMessageKeys, slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return !sqldb.Storable(text) }), nil
	}
	text, err := json.Marshal(texts)
	return selectMessageKeysJSON, string(text), err
}
