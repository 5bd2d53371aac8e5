package sqlstore

import (
	"context"
	"slices"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const selectForChanges = `SELECT a.app_id, ` + columnsForChange + ` WHERE a.app_id = ANY (?1::TEXT[])`

// modifyTogether keeps the merchants as they are at last, and all changes that
// led there.
const modifyTogether = `WITH merchant AS (
	UPDATE merchants AS m SET intro = u.intro, headimg = u.headimg, version = u.version,
	month = u.month, month_changes = u.month_changes, updated_at = u.updated_at
	FROM unnest(?1::TEXT[], ?2::TEXT[], ?3::BYTEA[], ?4::BIGINT[], ?5::TEXT[], ?6::BIGINT[], ?7::BIGINT[])
	AS u (app_id, intro, headimg, version, month, month_changes, updated_at) WHERE m.app_id = u.app_id)
	INSERT INTO merchant_changes
	(app_id, version, before_intro, after_intro, before_headimg, after_headimg, caller, rid, changed_at)
	SELECT * FROM unnest(?8::TEXT[], ?9::BIGINT[], ?10::TEXT[], ?11::TEXT[], ?12::BYTEA[], ?13::BYTEA[], ?14::TEXT[], ?15::TEXT[], ?16::BIGINT[])`

// modified is a merchant that modifications of a batch are about: as it was
// read, and as the last of them left it.
type modified struct {
	subjectRow
	after store.Merchant
	// keep are head images that it took and that are not yet kept for good.
	keep []store.Hash
}

// sharedModifications are the modifications of a batch, which are made with a few
// statements for all of them. What one decides, the next about the same merchant
// is given. All that writes comes last, so a modification that is refused leaves
// nothing behind.
type sharedModifications struct {
	merchants map[string]*modified
	changes   changeArrays
}

// readShared reads the merchants of the modifications among some writes.
func readShared(ctx context.Context, t *sqldb.Tx, writes []*sqldb.Write) (*sharedModifications, error) {
	var appIDs []string
	for _, w := range writes {
		if m, ok := w.Note.(*modification); ok && sqldb.Storable(m.appID) {
			appIDs = append(appIDs, m.appID)
		} else if !ok {
			return nil, nil // which may change what a modification is decided by
		}
	}
	slices.Sort(appIDs)
	merchants, err := readForChanges(ctx, t, slices.Compact(appIDs))
	return &sharedModifications{merchants: merchants}, err
}

func (s *sharedModifications) modify(ctx context.Context, t *sqldb.Tx, one *modification) error {
	m, ok := s.merchants[one.appID]
	if !ok {
		return store.ErrNotFound
	}
	return m.modify(ctx, t, one, &s.changes)
}

// modify decides one modification.
func (m *modified) modify(ctx context.Context, t *sqldb.Tx, one *modification, changes *changeArrays) error {
	mod, keep, err := one.decide(ctx, t, m.policy, m.after)
	if mod == nil || err != nil {
		return err
	}
	for _, text := range []string{mod.Merchant.Intro, mod.Merchant.Nickname, mod.Change.BeforeIntro, mod.Change.AfterIntro, mod.Change.Caller, mod.Change.RID} {
		if !sqldb.Storable(text) {
			return sqldb.ErrUnstorable
		}
	}
	m.after = mod.Merchant
	changes.add(one.appID, &mod.Change)
	if keep {
		m.keep = append(m.keep, m.after.Headimg)
	}
	return nil
}

// readForChanges reads the merchants of some accounts, by app id. An account that
// is not there is missing.
func readForChanges(ctx context.Context, t *sqldb.Tx, appIDs []string) (map[string]*modified, error) {
	merchants := make(map[string]*modified, len(appIDs))
	err := t.Rows(ctx, selectForChanges, []any{appIDs}, func(row sqldb.Row) error {
		m, appID := new(modified), ""
		if err := row.Scan(append([]any{&appID}, m.dest()...)...); err != nil {
			return err
		}
		m.finish(appID)
		m.after = m.merchant
		merchants[appID] = m
		return nil
	})
	return merchants, err
}

// flush writes what the modifications left.
func (s *sharedModifications) flush(ctx context.Context, t *sqldb.Tx) error {
	if len(s.changes.version) == 0 {
		return nil
	}
	var contents contentArrays
	for appID, m := range s.merchants {
		switch {
		case m.after.Version == m.merchant.Version:
			// Each modification of it was refused, or changed nothing.
		case m.exists && sameIndexed(m.merchant, m.after):
			contents.add(appID, &m.after)
		default:
			if err := saveMerchant(ctx, t, m.merchant, m.after, m.exists); err != nil {
				return err
			}
		}
		for i := range m.keep {
			if _, err := t.Exec(ctx, keepBlob, m.keep[i][:]); err != nil {
				return err
			}
		}
	}
	return t.Pipeline(ctx, modifyTogether, append(contents.args(), s.changes.args()...)...)
}
