package shop

import (
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Keys are the records that Outcome reads.
func (m *Module) Keys(r store.Review) []store.Key { return keys(r.AppID, r.Subject) }

// Outcome keeps what the outcome of a review does to its store, and queues the event.
// A store that was deleted meanwhile stays deleted, and nothing is pushed.
//
//fidelity:choice add_store_audit_info deleted | a store that is deleted during its review pushes nothing
//fidelity:choice newupdatepoi pictures-failed | the old pictures stay
func (m *Module) Outcome(tx store.Tx, r store.Review, at time.Time) error {
	s, ok, err := found(tx.Shop(r.AppID, r.Subject))
	if err != nil || !ok || s.AuditID != r.AuditID {
		return err
	}
	passed := r.State == store.ReviewPassed
	status := store.ShopFailed
	if passed {
		status = store.ShopPassed
	}
	s.AuditID, s.Version, s.UpdatedAt = 0, s.Version+1, at
	var event weixin.AccountEvent
	if r.Kind == store.ReviewPictures {
		if passed {
			s.Pictures = s.NewPictures
		}
		s.NewPictures = nil
		event = weixin.EventModifyStoreAudit.ForAccount(at, weixin.ModifyStoreAuditBody{AuditID: r.AuditID, Status: int(status), Reason: r.Reason})
	} else {
		s.Status, s.Reason = status, r.Reason
		body := weixin.AddStoreAuditBody{AuditID: r.AuditID, Status: int(status), Reason: r.Reason, PoiID: s.PoiID}
		if m.AsSeen {
			body.IsUpgrade = weixin.EmptyNumber
		}
		if s.Old() {
			body.IsUpgrade = 1
			if err := upgraded(tx, &s, passed); err != nil {
				return err
			}
		}
		event = weixin.EventAddStoreAudit.ForAccount(at, body)
	}
	tx.PutShop(s)
	return m.Messages.Notify(tx, r.AppID, event)
}

// Gone reports whether the store was deleted or has another review.
func (m *Module) Gone(tx store.Tx, r store.Review) (bool, error) {
	s, ok, err := found(tx.Shop(r.AppID, r.Subject))
	return !ok || s.AuditID != r.AuditID, err
}

// upgraded notes how the migration of a store has ended.
func upgraded(tx store.Tx, s *store.Shop, passed bool) error {
	if !passed {
		s.Upgrade, s.UpgradeComment = store.UpgradeFailed, s.Reason
		return nil
	}
	counts, err := tx.ShopCounts(s.AppID)
	if err != nil {
		return err
	}
	if s.Upgrade != store.UpgradeDone {
		counts.Unmigrated--
	}
	s.Upgrade, s.UpgradeComment = store.UpgradeDone, ""
	if s.Position == store.NoPosition {
		enter(tx, s, &counts, store.ListedShops)
	}
	tx.PutShopCounts(counts)
	return nil
}
