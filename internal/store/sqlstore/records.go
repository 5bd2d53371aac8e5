package sqlstore

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// Account returns the account, or store.ErrNotFound.
func (s *Store) Account(ctx context.Context, appID string) (store.Account, error) {
	return readOne(ctx, s, declared.accounts, "account", store.AccountKey(appID))
}

// Merchant returns the account's store Mini Program, or store.ErrNotFound.
func (s *Store) Merchant(ctx context.Context, appID string) (store.Merchant, error) {
	return readOne(ctx, s, declared.merchants, "merchant", store.MerchantKey(appID))
}

// Application returns what an account applied with, or store.ErrNotFound.
func (s *Store) Application(ctx context.Context, appID string, auditID int64) (store.Application, error) {
	return readOne(ctx, s, declared.applications, "application", store.ApplicationKey(appID, auditID))
}

// Code returns the platform's code of a hash, or store.ErrNotFound.
func (s *Store) Code(ctx context.Context, component string, hash store.Hash) (store.Code, error) {
	return readOne(ctx, s, declared.codes, "code", store.CodeKey(component, hash))
}

// Authorization returns what an account grants a platform, or store.ErrNotFound.
func (s *Store) Authorization(ctx context.Context, appID, component string) (store.Authorization, error) {
	return readOne(ctx, s, declared.authorizations, "authorization", store.AuthorizationKey(appID, component))
}

// Medium returns the medium, expired or not, or store.ErrNotFound.
func (s *Store) Medium(ctx context.Context, appID, id string) (store.Medium, error) {
	return readOne(ctx, s, declared.media, "medium", store.Key{Table: declared.media.Name, Parts: [3]string{appID, id}})
}

// Setting returns the value of a name, or store.ErrNotFound.
func (s *Store) Setting(ctx context.Context, name string) ([]byte, error) {
	kept, err := readOne(ctx, s, declared.settings, "setting", store.SettingKey(name))
	return kept.value, err
}

// Faults returns all faults, in the order of their ids.
func (s *Store) Faults(ctx context.Context) ([]store.Fault, error) {
	faults, err := readList(ctx, s.db, declared.faults, `SELECT `+declared.faults.list+` FROM faults AS t ORDER BY t.id`)
	if err != nil {
		return nil, fmt.Errorf("store: read faults: %w", err)
	}
	return faults, nil
}

const deleteFaults = `DELETE FROM faults`

// DropFaults deletes all faults.
func (s *Store) DropFaults(ctx context.Context) error {
	return s.write(ctx, "drop faults", "", func(ctx context.Context, t *sqldb.Tx) error {
		s.note(store.TopicFaults, "")
		_, err := t.Exec(ctx, deleteFaults)
		return err
	})
}

// PutSetting keeps the value of a name.
func (s *Store) PutSetting(ctx context.Context, name string, value []byte) error {
	return s.Write(ctx, []store.Key{store.SettingKey(name)}, func(tx store.Tx) error {
		tx.PutSetting(name, value)
		return nil
	})
}
