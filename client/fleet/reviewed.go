package fleet

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// Reviewed is how a review of a place or a store has ended, as an event tells it.
type Reviewed struct {
	AppID string `json:"appid"`
	// Path is the interface whose call was reviewed.
	Path    string    `json:"path"`
	AuditID int64     `json:"audit_id"`
	At      time.Time `json:"at"`
	Passed  bool      `json:"passed"`
	Reason  string    `json:"reason,omitempty"`
	// MapPoiID, Name and Address are those of a place, PoiID that of a store.
	MapPoiID string `json:"map_poi_id,omitempty"`
	Name     string `json:"name,omitempty"`
	Address  string `json:"address,omitempty"`
	PoiID    string `json:"poi_id,omitempty"`
}

// Note keeps what an event tells of a review, for the next resume, and reports whether the
// event is about one. It may be called with every event of every account, more than once
// with the same, and while a run goes on: a message.Receiver's OnEvent does so, in this
// process or another.
func Note(ctx context.Context, ledger Ledger, appID string, event weixin.AccountEvent) (bool, error) {
	r, ok := reviewed(appID, event)
	if !ok {
		return false, nil
	}
	return true, ledger.PutReviewed(ctx, r)
}

// reviewed reads an event. A place has passed that has an id and no remark: its status
// was seen with other numbers than the page has.
func reviewed(appID string, event weixin.AccountEvent) (Reviewed, bool) {
	r := Reviewed{AppID: appID, At: time.Unix(event.CreateTime, 0).UTC()}
	switch body := event.Body.(type) {
	case weixin.CreateMapPOIBody:
		r.Path, r.AuditID, r.MapPoiID, r.Name, r.Address, r.Reason = weixin.CreateMapPOI.Path, body.AuditID, body.MapPOIID, body.Name, body.Address, body.Remark
		r.Passed = body.MapPOIID != "" && body.Remark == ""
	case weixin.AddStoreAuditBody:
		r.Path, r.AuditID, r.PoiID, r.Reason = weixin.AddStore.Path, body.AuditID, body.PoiID, body.Reason
		r.Passed = body.Status == weixin.AuditPassed
	case weixin.ModifyStoreAuditBody:
		r.Path, r.AuditID, r.Reason = weixin.UpdateStore.Path, body.AuditID, body.Reason
		r.Passed = body.Status == weixin.AuditPassed
	default:
		return Reviewed{}, false
	}
	r.Reason = weixin.Printable(r.Reason)
	return r, true
}
