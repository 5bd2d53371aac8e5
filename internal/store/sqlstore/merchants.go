package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

const selectMerchant = `SELECT m.state, m.nickname, m.intro, m.headimg, m.version, m.month, m.month_changes,
	m.updated_at FROM merchants AS m WHERE m.app_id = ?1`

// Merchant returns the account's store Mini Program, or store.ErrNotFound.
func (s *Store) Merchant(ctx context.Context, appID string) (store.Merchant, error) {
	m := store.Merchant{AppID: appID}
	found, err := s.db.Row(ctx, selectMerchant, []any{appID}, &m.State, &m.Nickname, &m.Intro,
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
	m := &modification{store: s, appID: appID, rule: rule}
	return s.db.Write(ctx, &sqldb.Write{
		Doing: "modify merchant", What: appID, Locks: ofAccount(appID).locks(), PipelineLocks: true, Run: m.run, Note: m,
	})
}

// modification is a write that changes one merchant.
type modification struct {
	store *Store
	appID string
	rule  func(store.Policy, store.Merchant) (*store.Modification, error)
}

// run makes the modification.
func (m *modification) run(ctx context.Context, t *sqldb.Tx) error {
	if shared := m.store.shared; shared != nil {
		return shared.modify(ctx, t, m)
	}
	return m.single(ctx, t)
}

// single makes the modification with statements of its own.
func (m *modification) single(ctx context.Context, t *sqldb.Tx) error {
	before, err := m.store.readForChange(ctx, t, m.appID)
	if err != nil {
		return err
	}
	// All that can refuse the modification comes before the first statement
	// that writes, so that a refusal does not cost others their shared commit.
	mod, keep, err := m.decide(ctx, t, before.policy, before.merchant)
	if mod == nil || err != nil {
		return err
	}
	if err := saveMerchant(ctx, t, before.merchant, mod.Merchant, before.exists); err != nil {
		return err
	}
	c := mod.Change
	_, err = t.Exec(ctx, insertChange, m.appID, c.Version, c.BeforeIntro, c.AfterIntro,
		hashArg(c.BeforeHeadimg), hashArg(c.AfterHeadimg), c.Caller, c.RID, c.At.UnixMilli())
	if err == nil && keep {
		_, err = t.Exec(ctx, keepBlob, mod.Merchant.Headimg[:])
	}
	if err != nil {
		return err
	}
	// As it would be read, to the millisecond.
	mod.Merchant.AppID, mod.Merchant.UpdatedAt = m.appID, readTime(mod.Merchant.UpdatedAt.UnixMilli())
	m.store.merchants.put(m.appID, subject{before.policy, mod.Merchant, true})
	return nil
}

// decide runs the rule and checks what it returns. keep says that the new head
// image is not yet kept for good.
func (m *modification) decide(ctx context.Context, t *sqldb.Tx, policy store.Policy, before store.Merchant) (mod *store.Modification, keep bool, err error) {
	mod, err = m.rule(policy, before)
	if err != nil {
		return nil, false, sqldb.Refuse(err)
	}
	if mod == nil {
		return nil, false, nil
	}
	after, change := mod.Merchant, mod.Change
	if after.Version != before.Version+1 || change.Version != after.Version {
		return nil, false, fmt.Errorf("rule made version %d and change %d of version %d",
			after.Version, change.Version, before.Version)
	}
	if after.Headimg != before.Headimg && !after.Headimg.IsZero() {
		if keep, err = m.store.mustKeep(ctx, t, after.Headimg); err != nil {
			return nil, false, err
		}
	}
	m.store.note("merchants", m.appID)
	return mod, keep, nil
}

func saveMerchant(ctx context.Context, t *sqldb.Tx, before, after store.Merchant, exists bool) error {
	content := []any{after.Intro, hashArg(after.Headimg), after.Version, after.Month, after.MonthChanges, after.UpdatedAt.UnixMilli()}
	if exists && sameIndexed(before, after) {
		_, err := t.Exec(ctx, updateContent, append([]any{before.AppID}, content...)...)
		return err
	}
	save := insertMerchant
	if exists {
		save = updateMerchant
	}
	_, err := t.Exec(ctx, save, append([]any{before.AppID, string(after.State), after.Nickname}, content...)...)
	return err
}

// sameIndexed reports whether what updateContent leaves as it is is the same.
func sameIndexed(before, after store.Merchant) bool {
	return before.State == after.State && before.Nickname == after.Nickname
}

// The version is NULL if the account has no merchant.
const (
	columnsForChange = `a.category_barred, a.forbidden_words, a.modify_per_month,
	m.version, m.state, m.nickname, m.intro, m.headimg, m.month, m.month_changes, m.updated_at
	FROM accounts AS a LEFT JOIN merchants AS m ON m.app_id = a.app_id`
	selectForChange = `SELECT ` + columnsForChange + ` WHERE a.app_id = ?1`
)

// readForChange returns what a rule about a merchant works on, or
// store.ErrNotFound if there is no such account.
func (s *Store) readForChange(ctx context.Context, t *sqldb.Tx, appID string) (subject, error) {
	if known, ok := s.merchants[appID]; ok {
		return known, nil
	}
	var r subjectRow
	found, err := t.Row(ctx, selectForChange, []any{appID}, r.dest()...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return subject{}, err
	}
	r.finish(appID)
	return r.subject, nil
}

// subjectRow is a subject as it is scanned.
type subjectRow struct {
	subject
	version, monthChanges         sql.Null[int64]
	state, nickname, intro, month sql.Null[string]
}

func (s *subjectRow) dest() []any {
	return []any{
		&s.policy.CategoryBarred, listColumn{&s.policy.ForbiddenWords}, &s.policy.ModifyPerMonth,
		&s.version, &s.state, &s.nickname, &s.intro, hashColumn{&s.merchant.Headimg}, &s.month, &s.monthChanges,
		timeColumn{&s.merchant.UpdatedAt},
	}
}

func (s *subjectRow) finish(appID string) {
	m := &s.merchant
	m.AppID, m.Version, m.State, m.Nickname, m.Intro = appID, s.version.V, store.MerchantState(s.state.V), s.nickname.V, s.intro.V
	m.Month, m.MonthChanges = s.month.V, int(s.monthChanges.V)
	s.exists = s.version.Valid
}

// mustKeep reports whether the blob is not yet kept for good, or returns
// store.ErrNotFound if it is not recorded.
func (s *Store) mustKeep(ctx context.Context, t *sqldb.Tx, h store.Hash) (bool, error) {
	var kept bool
	found, err := t.Row(ctx, selectBlob, []any{h[:]}, &kept)
	if err != nil {
		return false, err
	}
	if found && !kept && s.db.Locks() {
		// Until it is kept, another replica may drop it.
		if found, err = t.Row(ctx, selectBlob+` FOR UPDATE`, []any{h[:]}, &kept); err != nil {
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
	err := s.db.Rows(ctx, query, []any{appID, version, limit}, func(rows sqldb.Row) error {
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
