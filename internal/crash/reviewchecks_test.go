package crash

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// reviewed is an account with what its keepers know.
type reviewed struct {
	appID        string
	acknowledged []submission
	stores       []*ownStore
}

func accountsOf(keepers []*keeper) (accounts []*reviewed) {
	for i, k := range keepers {
		if i%keepersEach == 0 {
			accounts = append(accounts, &reviewed{appID: k.appID})
		}
		one := accounts[len(accounts)-1]
		one.acknowledged = append(one.acknowledged, k.acknowledged...)
		one.stores = append(one.stores, k.stores...)
	}
	return accounts
}

// outcome is a kind of review and how it ended.
type outcome struct {
	kind  store.ReviewKind
	state store.ReviewState
}

// checkReviews compares what a stopped service left of accounts with what their
// keepers and the receiver know, and returns how their reviews ended. all says that
// each review must have ended.
func checkReviews(t *testing.T, kept state, receiver *messageReceiver, accounts []*reviewed, untouched, all bool) map[outcome]int {
	t.Helper()
	opened, err := kept.open(t, untouched)
	if err != nil {
		t.Fatal(err)
	}
	c := reviewChecker{store: opened, receiver: receiver, all: all, ended: make(map[outcome]int)}
	for _, one := range accounts {
		if err := c.account(t.Context(), one); err != nil {
			t.Errorf("%s: %v", one.appID, err)
		}
	}
	if err := opened.Close(); err != nil {
		t.Error(err)
	}
	show(t, "left behind", append(c.faults, receiver.faults...))
	return c.ended
}

type reviewChecker struct {
	store    *sqlstore.Store
	receiver *messageReceiver
	all      bool
	ended    map[outcome]int
	faults   []string
}

func (c *reviewChecker) fault(appID, format string, args ...any) {
	c.faults = append(c.faults, appID+": "+fmt.Sprintf(format, args...))
}

const everything = 1 << 20

// account checks one account.
func (c *reviewChecker) account(ctx context.Context, known *reviewed) error {
	appID := known.appID
	reviews, _, err := c.store.Reviews(ctx, store.ReviewFilter{AppID: appID}, everything)
	if err != nil {
		return err
	}
	merchant, err := c.store.Merchant(ctx, appID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	shops, err := c.store.Shops(ctx, appID, store.ListedShops, 0, everything)
	if err != nil {
		return err
	}
	counts, err := c.store.ShopCounts(ctx, appID)
	if err != nil {
		return err
	}
	queued, err := c.store.Deliveries(ctx, store.DeliveryFilter{Target: store.MessagesTarget(appID)}, everything)
	if err != nil {
		return err
	}
	byID := make(map[int64]store.Review)
	for _, r := range reviews {
		byID[r.AuditID] = r
		c.ended[outcome{r.Kind, r.State}]++
		if c.all && !r.State.Decided() {
			c.fault(appID, "review %d has not ended", r.AuditID)
		}
	}
	c.events(appID, queued, byID)
	c.application(appID, merchant, reviews)
	c.shops(appID, shops, counts, reviews)
	c.acknowledged(known, shops, reviews, byID)
	return nil
}

// events holds that each review which has ended has one event, and no other has any.
func (c *reviewChecker) events(appID string, queued []store.Delivery, reviews map[int64]store.Review) {
	texts := c.receiver.of(appID)
	for _, d := range queued {
		texts[d.ID] = string(d.Body)
	}
	of := make(map[int64]string)
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		event, err := readMessage(texts[id])
		if err != nil {
			c.fault(appID, "event %s: %v", id, err)
			continue
		}
		r, known := reviews[event.auditID]
		want := 1
		if r.State != store.ReviewPassed {
			want = 3
		}
		switch {
		case !known || !r.State.Decided():
			c.fault(appID, "event %s is about review %d, which is %q", id, event.auditID, r.State)
		case event.status != want:
			c.fault(appID, "event %s says %d of review %d, which has %s", id, event.status, r.AuditID, r.State)
		case of[r.AuditID] != "":
			c.fault(appID, "events %s and %s are about review %d", of[r.AuditID], id, r.AuditID)
		}
		of[event.auditID] = id
	}
	for _, r := range reviews {
		if r.State.Decided() && of[r.AuditID] == "" {
			c.fault(appID, "review %d of kind %s has %s without an event", r.AuditID, r.Kind, r.State)
		}
	}
}

// application holds that the merchant is what the newest application made of it.
func (c *reviewChecker) application(appID string, m store.Merchant, reviews []store.Review) {
	at := slices.IndexFunc(reviews, func(r store.Review) bool { return r.Kind == store.ReviewApplication })
	if at < 0 {
		if m.State != store.MerchantNone {
			c.fault(appID, "its merchant is %q without an application", m.State)
		}
		return
	}
	newest := reviews[at]
	want := map[store.ReviewState]store.MerchantState{
		store.ReviewReviewing: store.MerchantReviewing, store.ReviewPassed: store.MerchantApproved, store.ReviewFailed: store.MerchantFailed,
	}[newest.State]
	if m.State != want || m.Nickname != newest.Name || (m.Intro == "as applied for") != (want == store.MerchantApproved) {
		c.fault(appID, "its merchant is %q, %q, %q after the application %q, which is %s", m.State, m.Nickname, m.Intro, newest.Name, newest.State)
	}
	for _, r := range reviews[at+1:] {
		if r.Kind == store.ReviewApplication && r.State != store.ReviewFailed {
			c.fault(appID, "application %d is %s, and there is a newer one", r.AuditID, r.State)
		}
	}
}

// shops holds that each store is what its reviews, the newest first, made of it.
func (c *reviewChecker) shops(appID string, shops []store.Shop, counts store.ShopCounts, reviews []store.Review) {
	if counts.Listed != int64(len(shops)) {
		c.fault(appID, "%d stores are counted and %d listed", counts.Listed, len(shops))
	}
	of := make(map[string][]store.Review)
	for _, r := range reviews {
		if r.Subject != "" {
			of[r.Subject] = append(of[r.Subject], r)
		}
	}
	for i, s := range shops {
		list := of[s.PoiID]
		delete(of, s.PoiID)
		if s.Position != int64(i) || len(list) == 0 || list[len(list)-1].Kind != store.ReviewStore {
			c.fault(appID, "store %s is at %d of the list instead of %d, or was added without a review", s.PoiID, s.Position, i)
			continue
		}
		added, newest := list[len(list)-1], list[0]
		status := map[store.ReviewState]store.ShopStatus{
			store.ReviewReviewing: store.ShopReviewing, store.ReviewPassed: store.ShopPassed, store.ReviewFailed: store.ShopFailed,
		}[added.State]
		if s.Status != status {
			c.fault(appID, "store %s has status %d after review %d, which is %s", s.PoiID, s.Status, added.AuditID, added.State)
		}
		if under := !newest.State.Decided(); under != (s.AuditID == newest.AuditID) || !under && s.AuditID != 0 {
			c.fault(appID, "store %s is under review %d; its newest, %d, is %s", s.PoiID, s.AuditID, newest.AuditID, newest.State)
		}
		if (len(s.NewPictures) > 0) != (newest.Kind == store.ReviewPictures && !newest.State.Decided()) {
			c.fault(appID, "store %s has the new pictures %q while review %d of %s is %s", s.PoiID, s.NewPictures, newest.AuditID, newest.Kind, newest.State)
		}
	}
	for poiID := range of {
		c.fault(appID, "store %s has reviews and is not listed", poiID)
	}
}

// acknowledged holds that nothing is lost of what was answered.
func (c *reviewChecker) acknowledged(known *reviewed, shops []store.Shop, reviews []store.Review, byID map[int64]store.Review) {
	byName, showing := make(map[string]store.Shop), make(map[string]int64)
	for _, s := range shops {
		byName[s.Name] = s
	}
	applied := make(map[string]bool)
	for _, r := range slices.Backward(reviews) {
		switch {
		case r.Kind == store.ReviewApplication:
			applied[r.Name] = true
		case r.Kind == store.ReviewStore, r.State == store.ReviewPassed:
			showing[r.Subject] = r.AuditID // the review whose pictures the store shows
		}
	}
	for _, a := range known.acknowledged {
		if a.kind == store.ReviewApplication {
			if !applied[a.name] {
				c.fault(known.appID, "the application %q was answered and is lost", a.name)
			}
			continue
		}
		s := byName[a.name]
		if r := byID[a.auditID]; r.Kind != a.kind || s.PoiID == "" || r.Subject != s.PoiID {
			c.fault(known.appID, "review %d of %s, kind %s, was answered and is %+v", a.auditID, a.name, a.kind, r)
		} else if showing[s.PoiID] == a.auditID && !slices.Equal(s.Pictures, a.pictures) {
			c.fault(known.appID, "store %s shows %q; review %d passed %q", s.PoiID, s.Pictures, a.auditID, a.pictures)
		}
	}
	for _, own := range known.stores {
		if phone, err := strconv.Atoi(byName[own.name].Phone); err != nil || phone < own.told || phone > own.asked {
			c.fault(known.appID, "%s has the phone %q; %d was answered, %d asked for", own.name, byName[own.name].Phone, own.told, own.asked)
		}
	}
}
