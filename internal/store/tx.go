package store

import (
	"context"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Writer runs what changes records.
type Writer interface {
	// Write runs the function in one transaction and keeps what it puts. The keys
	// name the records that it reads: they are its own until the commit, so what it
	// decides by them holds. An error of the function comes back as it is, and
	// nothing is changed.
	//
	// The function may be run more than once, so it has no effect but on the Tx
	// and on what it sets again each time, and it touches neither network nor store.
	Write(ctx context.Context, keys []Key, change func(Tx) error) error
}

// Tx reads and puts the records of one write. A record is read as this write, or
// one that shares its commit, has left it. Lists in a record are shared and must
// not be changed.
//
// A method that reads returns ErrNotFound where there is no such record, unless it
// says otherwise. What is put is written before the commit; what is wrong with it
// is then the error of the write. To add a record that is there already is
// ErrConflict.
type Tx interface {
	Account(appID string) (Account, error)
	PutAccount(Account)
	// DropAccount deletes an account with all that is its own: tokens, media, merchant,
	// stores, reviews, events and, of a platform, what is granted to it. What the same
	// write has put of it before is deleted, too.
	DropAccount(appID string) error
	// TokenSeries returns the zero series where none has issued anything.
	TokenSeries(appID, kind string) (TokenSeries, error)
	PutTokenSeries(TokenSeries)
	Token(appID string, hash Hash) (Token, error)
	PutToken(Token)
	AddToken(Token)
	Merchant(appID string) (Merchant, error)
	// PutMerchant puts a merchant as it is before its first change, or with a
	// change that AddChange notes.
	PutMerchant(Merchant)
	// DropMerchant deletes a merchant with its history and its applications.
	DropMerchant(appID string) error
	// AddChange notes the change that led to the merchant's version, which is one
	// more than before.
	AddChange(Change)
	Component(appID string) (Component, error)
	// PutComponent puts a platform; its Name is the account's.
	PutComponent(Component)
	Code(component string, hash Hash) (Code, error)
	PutCode(Code)
	AddCode(Code)
	Authorization(appID, component string) (Authorization, error)
	PutAuthorization(Authorization)
	// GrantedBy returns what an account grants platforms, in the order of their app ids.
	// What others grant meanwhile is not seen.
	GrantedBy(appID string) ([]Authorization, error)
	AddMedium(Medium)
	// Blob returns ErrRemoving while a service removes the bytes. Where one was killed that
	// removed them, or is done, it returns ErrNotFound.
	Blob(Hash) (RecordedBlob, error)
	PutBlob(RecordedBlob)
	// Used returns 0 where nothing was counted.
	Used(appID, iface string, span Span) (int, error)
	PutUsed(appID, iface string, span Span, used int)
	// DropUsed deletes what an account used in the day and its minutes.
	DropUsed(appID string, c Clearing) error
	Fault(id string) (Fault, error)
	PutFault(Fault)
	DropFault(id string)
	Setting(name string) ([]byte, error)
	PutSetting(name string, value []byte)
	PutAuditEntry(AuditEntry)
	Application(appID string, auditID int64) (Application, error)
	PutApplication(Application)
	Review(appID string, auditID int64) (Review, error)
	PutReview(Review)
	AddReview(Review)
	// Reviewer returns one without rules that has given no audit id where none is kept.
	Reviewer(appID string) (Reviewer, error)
	PutReviewer(Reviewer)
	Shop(appID, poiID string) (Shop, error)
	PutShop(Shop)
	AddShop(Shop)
	DropShop(appID, poiID string)
	// ShopPlace returns ErrNotFound for a place without a store.
	ShopPlace(mapPoiID string) (ShopPlace, error)
	PutShopPlace(ShopPlace)
	DropShopPlace(mapPoiID string)
	ShopPosition(appID string, list ShopList, position int64) (ShopPosition, error)
	PutShopPosition(ShopPosition)
	DropShopPosition(appID string, list ShopList, position int64)
	// ShopCounts returns zero counts where the account never had a store.
	ShopCounts(appID string) (ShopCounts, error)
	PutShopCounts(ShopCounts)
	Card(appID, cardID string) (Card, error)
	PutCard(Card)
	DropCard(appID, cardID string)
	Place(id string) (Place, error)
	PutPlace(Place)
	AddPlace(Place)
	DropPlace(id string)
	// AtEnd has f run when the function of the write has returned without an error,
	// as a part of it. What f puts is kept, and its error is that of the write.
	AtEnd(f func() error)
	// Enqueue queues an event. One of its target and id that is there already stays
	// as it is.
	Enqueue(Delivery)
}

// Key names a record. Reading one that is not among the keys of a write costs a
// round trip, and on a database that others share it is not the write's own.
type Key struct {
	Table string
	Parts [3]string
}

// Shown is what people are told of a key: its first part, in hexadecimal where that is bytes
// and not a text, as of a hash.
func (k Key) Shown() string {
	if first := k.Parts[0]; !utf8.ValidString(first) || strings.ContainsFunc(first, unicode.IsControl) {
		return hex.EncodeToString([]byte(first))
	}
	return k.Parts[0]
}

// AccountKey names an account.
func AccountKey(appID string) Key { return Key{"accounts", [3]string{appID}} }

// TokenSeriesKey names a token series.
func TokenSeriesKey(appID, kind string) Key { return Key{"token_lines", [3]string{appID, kind}} }

// TokenKey names a token.
func TokenKey(appID string, hash Hash) Key {
	return Key{"tokens", [3]string{appID, string(hash[:])}}
}

// MerchantKey names a merchant.
func MerchantKey(appID string) Key { return Key{"merchants", [3]string{appID}} }

// ComponentKey names a platform.
func ComponentKey(appID string) Key { return Key{"components", [3]string{appID}} }

// CodeKey names a code.
func CodeKey(component string, hash Hash) Key {
	return Key{"component_codes", [3]string{component, string(hash[:])}}
}

// AuthorizationKey names an authorization.
func AuthorizationKey(appID, component string) Key {
	return Key{"authorizations", [3]string{appID, component}}
}

// BlobKey names a blob.
func BlobKey(hash Hash) Key { return Key{"blobs", [3]string{string(hash[:])}} }

// UsedKey names a count of calls.
func UsedKey(appID, iface string, span Span) Key {
	return Key{"quota_use", [3]string{appID, iface, string(span)}}
}

// TargetKey names a receiver of events with all its events.
func TargetKey(t Target) Key { return Key{"push_targets", [3]string{t.String()}} }

// FaultKey names a fault.
func FaultKey(id string) Key { return Key{"faults", [3]string{id}} }

// SettingKey names a setting.
func SettingKey(name string) Key { return Key{"settings", [3]string{name}} }

// PlaceKey names a place.
func PlaceKey(id string) Key { return Key{"places", [3]string{id}} }

// AuditEntryKey names an entry of the audit log.
func AuditEntryKey(id string) Key { return Key{"audit_log", [3]string{id}} }

// ReviewKey names a review.
func ReviewKey(appID string, auditID int64) Key {
	return Key{"reviews", [3]string{appID, strconv.FormatInt(auditID, 10)}}
}

// ApplicationKey names the application of a review.
func ApplicationKey(appID string, auditID int64) Key {
	return Key{"applications", [3]string{appID, strconv.FormatInt(auditID, 10)}}
}

// ReviewerKey names how an account's reviews are decided.
func ReviewerKey(appID string) Key { return Key{"reviewers", [3]string{appID}} }

// ShopKey names a store.
func ShopKey(appID, poiID string) Key { return Key{"shops", [3]string{appID, poiID}} }

// ShopPlaceKey names a place on the map with its store.
func ShopPlaceKey(mapPoiID string) Key { return Key{"shop_places", [3]string{mapPoiID}} }

// ShopPositionKey names a position in a list of stores.
func ShopPositionKey(appID string, list ShopList, position int64) Key {
	return Key{"shop_positions", [3]string{appID, string(list), strconv.FormatInt(position, 10)}}
}

// ShopCountsKey names the counts of an account's stores.
func ShopCountsKey(appID string) Key { return Key{"shop_counts", [3]string{appID}} }

// CardKey names a card.
func CardKey(appID, cardID string) Key { return Key{"cards", [3]string{appID, cardID}} }
