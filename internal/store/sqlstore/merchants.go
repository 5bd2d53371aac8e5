package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"github.com/wxastore/wxastore/internal/store"
)

const selectMerchant = `SELECT m.state, m.nickname, m.intro, m.headimg, m.version, m.month, m.month_changes,
	m.updated_at FROM merchants AS m WHERE m.app_id = ?1`

// Merchant returns the account's store Mini Program, or store.ErrNotFound.
func (s *Store) Merchant(ctx context.Context, appID string) (store.Merchant, error) {
	m := store.Merchant{AppID: appID}
	found, err := s.reader.row(ctx, selectMerchant, []any{appID}, &m.State, &m.Nickname, &m.Intro,
		hashColumn{&m.Headimg}, &m.Version, &m.Month, &m.MonthChanges, timeColumn{&m.UpdatedAt})
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Merchant{}, fmt.Errorf("store: read merchant %s: %w", appID, err)
	}
	return m, nil
}

const insertMerchant = `INSERT INTO merchants
	(app_id, state, nickname, intro, headimg, version, month, month_changes, updated_at)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`

const updateMerchant = `UPDATE merchants SET state = ?2, nickname = ?3, intro = ?4, headimg = ?5, version = ?6,
	month = ?7, month_changes = ?8, updated_at = ?9 WHERE app_id = ?1`

// updateContent is updateMerchant without the columns that indexes hold: to set
// them, even to what they are, would touch a page of each.
const updateContent = `UPDATE merchants SET intro = ?2, headimg = ?3, version = ?4,
	month = ?5, month_changes = ?6, updated_at = ?7 WHERE app_id = ?1`

const insertChange = `INSERT INTO merchant_changes
	(app_id, version, before_intro, after_intro, before_headimg, after_headimg, caller, rid, changed_at)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`

const keepBlob = `UPDATE blobs SET kept = TRUE WHERE hash = ?1`

// ModifyMerchant runs the rule on the merchant of an existing account and keeps
// the modification it returns, if any. It returns store.ErrNotFound for an
// unknown account and for a new head image whose blob is not recorded. A
// modification whose versions are not the merchant's plus one is refused.
func (s *Store) ModifyMerchant(ctx context.Context, appID string, rule func(store.Policy, store.Merchant) (*store.Modification, error)) error {
	return s.change(ctx, ofAccount(appID), "modify merchant", appID, func(ctx context.Context, t *tx) error {
		policy, before, exists, err := readForChange(ctx, t, appID)
		if err != nil {
			return err
		}
		mod, err := rule(policy, before)
		if err != nil {
			return ruleError{err}
		}
		if mod == nil {
			return nil
		}
		after, change := mod.Merchant, mod.Change
		if after.Version != before.Version+1 || change.Version != after.Version {
			return fmt.Errorf("rule made version %d and change %d of version %d",
				after.Version, change.Version, before.Version)
		}
		// All that can refuse the modification comes before the first statement
		// that writes, so that a refusal does not cost others their shared commit.
		takeBlob := after.Headimg != before.Headimg && !after.Headimg.IsZero()
		if takeBlob {
			if takeBlob, err = mustKeep(ctx, t, after.Headimg); err != nil {
				return err
			}
		}
		if err := saveMerchant(ctx, t, before, after, exists); err != nil {
			return err
		}
		_, err = t.exec(ctx, insertChange, appID, change.Version, change.BeforeIntro, change.AfterIntro,
			hashArg(change.BeforeHeadimg), hashArg(change.AfterHeadimg), change.Caller, change.RID, change.At.UnixMilli())
		if err != nil || !takeBlob {
			return err
		}
		_, err = t.exec(ctx, keepBlob, after.Headimg[:])
		return err
	})
}

func saveMerchant(ctx context.Context, t *tx, before, after store.Merchant, exists bool) error {
	content := []any{after.Intro, hashArg(after.Headimg), after.Version, after.Month, after.MonthChanges, after.UpdatedAt.UnixMilli()}
	if exists && before.State == after.State && before.Nickname == after.Nickname {
		_, err := t.exec(ctx, updateContent, append([]any{before.AppID}, content...)...)
		return err
	}
	save := insertMerchant
	if exists {
		save = updateMerchant
	}
	_, err := t.exec(ctx, save, append([]any{before.AppID, string(after.State), after.Nickname}, content...)...)
	return err
}

// The version is NULL if the account has no merchant.
const selectForChange = `SELECT a.category_barred, a.forbidden_words, a.modify_per_month,
	m.version, m.state, m.nickname, m.intro, m.headimg, m.month, m.month_changes, m.updated_at
	FROM accounts AS a LEFT JOIN merchants AS m ON m.app_id = a.app_id WHERE a.app_id = ?1`

// readForChange returns what a rule about a merchant works on, or
// store.ErrNotFound if there is no such account.
func readForChange(ctx context.Context, t *tx, appID string) (p store.Policy, m store.Merchant, exists bool, err error) {
	m.AppID = appID
	var version, monthChanges sql.Null[int64]
	var state, nickname, intro, month sql.Null[string]
	found, err := t.row(ctx, selectForChange, []any{appID},
		&p.CategoryBarred, listColumn{&p.ForbiddenWords}, &p.ModifyPerMonth,
		&version, &state, &nickname, &intro, hashColumn{&m.Headimg}, &month, &monthChanges, timeColumn{&m.UpdatedAt})
	if err != nil {
		return p, m, false, err
	}
	if !found {
		return p, m, false, store.ErrNotFound
	}
	m.Version, m.State, m.Nickname, m.Intro = version.V, store.MerchantState(state.V), nickname.V, intro.V
	m.Month, m.MonthChanges = month.V, int(monthChanges.V)
	return p, m, version.Valid, nil
}

// mustKeep reports whether the blob is not yet kept for good, or returns
// store.ErrNotFound if it is not recorded.
func mustKeep(ctx context.Context, t *tx, h store.Hash) (bool, error) {
	var kept bool
	found, err := t.row(ctx, selectBlob, []any{h[:]}, &kept)
	if err != nil {
		return false, err
	}
	if lock := t.session.traits.lockRow; found && !kept && lock != "" {
		// Until it is kept, another replica may drop it.
		if found, err = t.row(ctx, selectBlob+lock, []any{h[:]}, &kept); err != nil {
			return false, err
		}
	}
	if !found {
		return false, fmt.Errorf("head image %s: %w", h, store.ErrNotFound)
	}
	return !kept, nil
}

const selectChanges = `SELECT c.version, c.before_intro, c.after_intro, c.before_headimg, c.after_headimg,
	c.caller, c.rid, c.changed_at FROM merchant_changes AS c
	WHERE c.app_id = ?1 AND c.version > ?2 ORDER BY c.version LIMIT ?3`

// History returns up to limit changes with a version greater than after, in
// order.
func (s *Store) History(ctx context.Context, appID string, after int64, limit int) ([]store.Change, error) {
	if limit <= 0 {
		return nil, nil
	}
	return s.changes(ctx, selectChanges, appID, after, limit)
}

const selectLatestChanges = `SELECT c.version, c.before_intro, c.after_intro, c.before_headimg, c.after_headimg,
	c.caller, c.rid, c.changed_at FROM merchant_changes AS c
	WHERE c.app_id = ?1 AND c.version < ?2 ORDER BY c.version DESC LIMIT ?3`

// LatestChanges returns up to limit changes with a version below before, or of
// all if before is 0, the newest first.
func (s *Store) LatestChanges(ctx context.Context, appID string, before int64, limit int) ([]store.Change, error) {
	if limit <= 0 {
		return nil, nil
	}
	if before == 0 {
		before = math.MaxInt64
	}
	return s.changes(ctx, selectLatestChanges, appID, before, limit)
}

func (s *Store) changes(ctx context.Context, query, appID string, version int64, limit int) ([]store.Change, error) {
	var changes []store.Change
	err := s.reader.rows(ctx, query, []any{appID, version, limit}, func(rows Row) error {
		c := store.Change{AppID: appID}
		err := rows.Scan(&c.Version, &c.BeforeIntro, &c.AfterIntro, hashColumn{&c.BeforeHeadimg},
			hashColumn{&c.AfterHeadimg}, &c.Caller, &c.RID, timeColumn{&c.At})
		if err != nil {
			return err
		}
		changes = append(changes, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: read history of %s: %w", appID, err)
	}
	return changes, nil
}
