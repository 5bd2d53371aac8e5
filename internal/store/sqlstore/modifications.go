package sqlstore

import (
	"context"
	"slices"

	"github.com/wxastore/wxastore/internal/store"
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

// modifyTogether makes the modifications of a batch, those at the indexes, with
// a few statements for all of them, and sets their results. What one decides,
// the next about the same merchant is given. All that writes comes last, so a
// modification that is refused leaves nothing behind.
func (w *writer) modifyTogether(ctx context.Context, t *tx, batch []*job, indexes []int, results []error) {
	merchants, err := readForChanges(ctx, t, batch, indexes)
	if err != nil {
		return // t has noted it, and nothing of this will stay
	}
	var changes changeArrays
	for _, i := range indexes {
		results[i] = w.guard(func() error {
			m, ok := merchants[batch[i].modifies.appID]
			if !ok {
				return store.ErrNotFound
			}
			return m.modify(context.WithoutCancel(batch[i].ctx), t, batch[i].modifies, &changes)
		})
	}
	_ = keepModified(ctx, t, merchants, &changes) // as above
}

// modify decides one modification.
func (m *modified) modify(ctx context.Context, t *tx, one *modification, changes *changeArrays) error {
	mod, keep, err := one.decide(ctx, t, m.policy, m.after)
	if mod == nil || err != nil {
		return err
	}
	if !t.session.traits.holds([]any{mod.Merchant.Intro, mod.Merchant.Nickname, mod.Change.BeforeIntro, mod.Change.AfterIntro, mod.Change.Caller, mod.Change.RID}) {
		return errUnstorable
	}
	m.after = mod.Merchant
	changes.add(one.appID, &mod.Change)
	if keep {
		m.keep = append(m.keep, m.after.Headimg)
	}
	return nil
}

// readForChanges reads the merchants of some modifications, by app id. An
// account that is not there is missing.
func readForChanges(ctx context.Context, t *tx, batch []*job, indexes []int) (map[string]*modified, error) {
	var appIDs []string
	for _, i := range indexes {
		if appID := batch[i].modifies.appID; storable(appID) {
			appIDs = append(appIDs, appID)
		}
	}
	slices.Sort(appIDs)
	appIDs = slices.Compact(appIDs)
	merchants := make(map[string]*modified, len(appIDs))
	err := t.rows(ctx, t.session.traits.selectForChanges, []any{appIDs}, func(row Row) error {
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

// keepModified writes what the modifications left.
func keepModified(ctx context.Context, t *tx, merchants map[string]*modified, changes *changeArrays) error {
	if len(changes.version) == 0 {
		return nil
	}
	var contents contentArrays
	for appID, m := range merchants {
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
			if _, err := t.exec(ctx, keepBlob, m.keep[i][:]); err != nil {
				return err
			}
		}
	}
	return t.later(ctx, t.session.traits.modifyTogether, append(contents.args(), changes.args()...)...)
}
