package fleet

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/wxastore/wxastore/weixin"
)

// DesiredStore is what a row wants of one store (门店).
type DesiredStore struct {
	// StoreKey names the store in the input, the same from one plan to the next.
	StoreKey string `json:"store_key"`
	// Delete says that the store is not to be there.
	Delete bool `json:"delete,omitempty"`
	// PoiID is that of a store that was not added by a run; it is looked for by name and
	// address without it.
	PoiID string `json:"poi_id,omitempty"`
	// MapPoiID is the place on the map. Without it, it is looked for by name and address
	// in the district, and asked for with the fields below if it is not there.
	MapPoiID     string   `json:"map_poi_id,omitempty"`
	Name         string   `json:"name,omitempty"`
	District     string   `json:"district,omitempty"` // a code or a name
	Address      string   `json:"address,omitempty"`
	Category     string   `json:"category,omitempty"`
	Introduction string   `json:"introduction,omitempty"`
	Latitude     string   `json:"lat,omitempty"`
	Longitude    string   `json:"lng,omitempty"`
	Photo        *Picture `json:"photo,omitempty"`
	LicencePhoto *Picture `json:"licence_photo,omitempty"`
	// What follows is the store's own. Company is another principal, which needs Papers.
	Phone    string    `json:"phone,omitempty"`
	Hours    string    `json:"hours,omitempty"`
	Licence  string    `json:"licence,omitempty"`
	Company  string    `json:"company,omitempty"`
	Card     string    `json:"card,omitempty"`
	Pictures []Picture `json:"pictures,omitempty"`
	Papers   []Picture `json:"papers,omitempty"`
}

// Picture is a picture of a row: a path, or an address.
type Picture struct {
	From string `json:"from"`
	// SHA256 is that of its bytes, once they were read; "" for a picture that Weixin keeps.
	SHA256 string `json:"sha256,omitempty"`
}

// kept reports whether a picture is an address of Weixin's own, which is sent as it is.
func (p Picture) kept() bool {
	return isRemote(p.From) && strings.Contains(p.From, "://"+weixin.PictureHost+"/")
}

// all are the pictures of a row, to be read.
func (d *DesiredStore) all() []*Picture {
	var all []*Picture
	for _, one := range []*Picture{d.Photo, d.LicencePhoto} {
		if one != nil {
			all = append(all, one)
		}
	}
	for _, list := range [][]Picture{d.Pictures, d.Papers} {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	return all
}

// creatable says which field is missing to ask for a place, "" if none is.
func (d *DesiredStore) creatable() string {
	for _, field := range []struct{ name, value string }{
		{"name", d.Name}, {"district", d.District}, {"address", d.Address}, {"category", d.Category}, {"intro", d.Introduction},
		{"lat", d.Latitude}, {"lng", d.Longitude}, {"phone", d.Phone},
	} {
		if field.value == "" {
			return field.name
		}
	}
	if d.Photo == nil {
		return "photo"
	}
	if d.LicencePhoto == nil {
		return "licence_photo"
	}
	return ""
}

// placeHash names what a row wants of a place, storeHash what it wants of a new store,
// picturesHash its pictures: what was refused once is not sent again as it was.
func (d *DesiredStore) placeHash() string {
	return hashJSON(d.Name, d.District, d.Address, d.Category, d.Introduction, d.Latitude, d.Longitude, d.Phone, d.Photo, d.LicencePhoto)
}

func (d *DesiredStore) storeHash() string {
	return hashJSON(d.MapPoiID, d.Name, d.Address, d.Phone, d.Hours, d.Licence, d.Company, d.Pictures, d.Papers)
}

func (d *DesiredStore) picturesHash() string {
	if len(d.Pictures) == 0 {
		return ""
	}
	return hashJSON(d.Pictures)
}

func hashJSON(parts ...any) string {
	text, _ := json.Marshal(parts) // texts only
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Store is what is known of a store.
type Store struct {
	AppID    string `json:"appid"`
	StoreKey string `json:"store_key"`
	// MapPoiID is its place and PoiID the store, once they are known.
	MapPoiID string `json:"map_poi_id,omitempty"`
	PoiID    string `json:"poi_id,omitempty"`
	// Applied is what Weixin took last, Shown what it listed of it afterwards: it may
	// write a phone in another form.
	Applied StoreValues `json:"applied,omitzero"`
	Shown   StoreValues `json:"shown,omitzero"`
	// Sent is a call whose outcome is not known: before anything is sent again, the
	// store is looked for.
	Sent *StoreCall `json:"sent,omitempty"`
	// Waits is a call that Weixin reviews, Refused the last one whose review failed.
	Waits   *StoreCall `json:"waits,omitempty"`
	Refused *StoreCall `json:"refused,omitempty"`
	// Generation is the ledger's at the last write of the store; the ledger sets it.
	Generation int64 `json:"generation"`
}

// ID is the key of the record: that of Desired.Key.
func (k Store) ID() string { return k.AppID + "/" + k.StoreKey }

// StoreValues are what a store has.
type StoreValues struct {
	Phone   string `json:"phone,omitempty"`
	Hours   string `json:"hours,omitempty"`
	Licence string `json:"licence,omitempty"`
	Company string `json:"company,omitempty"`
	Card    string `json:"card,omitempty"`
	// Pictures is a hash of them.
	Pictures string `json:"pictures,omitempty"`
}

// StoreCall is a call about a store that has no outcome yet, or was refused.
type StoreCall struct {
	// Path is the interface's, such as /wxa/add_store.
	Path    string    `json:"path"`
	AuditID int64     `json:"audit_id,omitempty"`
	At      time.Time `json:"at"`
	// Hash names what was sent, so that it is not sent again after it was refused.
	Hash string `json:"hash,omitempty"`
	// Pictures are the addresses that were sent.
	Pictures []string `json:"pictures,omitempty"`
	// Reason is why a review has failed, "" if that was not told.
	Reason string `json:"reason,omitempty"`
}

// is reports whether there is such a call of an interface.
func (c *StoreCall) is(path string) bool { return c != nil && c.Path == path }

// with reports whether there is such a call that sent this.
func (c *StoreCall) with(path, hash string) bool { return c.is(path) && c.Hash == hash }

// facts are what the service tells about one store.
type facts struct {
	// listed is the store in the account's list; nil if it is not there.
	listed *weixin.ListedStore
	// place is the place of the row on the map, "" if it has none.
	place string
	// again allows a call to be sent again whose outcome is unknown.
	again bool
	now   time.Time
}

// listLag is how long a store that was added may be missing in the list.
const listLag = 10 * time.Minute

// learn notes what facts and outcomes of reviews tell.
func (k *Store) learn(d *DesiredStore, f facts, told []Reviewed) {
	if f.place != "" {
		k.MapPoiID = f.place
		if k.Waits.is(weixin.CreateMapPOI.Path) {
			k.Waits = nil
		}
		if k.Sent.is(weixin.CreateMapPOI.Path) {
			k.Sent = nil
		}
	}
	for _, r := range told {
		k.hear(d, r)
	}
	if f.listed == nil {
		return
	}
	k.PoiID = f.listed.PoiID
	if k.Sent.is(weixin.AddStore.Path) {
		k.Applied, k.Waits, k.Sent = d.values(""), k.Sent, nil
		k.Applied.Phone, k.Applied.Hours = "", "" // what is listed tells
	}
	switch {
	case k.Waits.is(weixin.AddStore.Path) && f.listed.Status == weixin.AuditPassed:
		k.Waits = nil
	case k.Waits.is(weixin.AddStore.Path) && f.listed.Status == weixin.AuditFailed:
		k.refuse("")
	case k.Waits.is(weixin.UpdateStore.Path) && shows(f.listed.PhotoList, k.Waits.Pictures):
		k.Applied.Pictures, k.Waits = k.Waits.Hash, nil
	}
}

// hear notes the outcome of a review, if it is of this store.
func (k *Store) hear(d *DesiredStore, r Reviewed) {
	ofPlace := r.Path == weixin.CreateMapPOI.Path
	switch {
	case ofPlace && k.Sent.is(r.Path) && sameText(r.Name, d.Name) && sameText(r.Address, d.Address) && !r.At.Before(k.Sent.At.Truncate(time.Second)):
		k.Waits, k.Sent = k.Sent, nil
	case k.Waits.is(r.Path) && k.Waits.AuditID == r.AuditID:
	default:
		return
	}
	if r.PoiID != "" && r.Passed {
		k.PoiID = r.PoiID
	}
	if !r.Passed {
		k.refuse(r.Reason)
		return
	}
	switch {
	case ofPlace:
		k.MapPoiID, k.Waits = r.MapPoiID, nil
	case k.Waits.is(weixin.UpdateStore.Path):
		k.Applied.Pictures, k.Waits = k.Waits.Hash, nil
	}
}

// refuse notes that the review that is waited for has failed.
func (k *Store) refuse(reason string) {
	k.Refused, k.Waits = k.Waits, nil
	k.Refused.Reason = reason
}

// values are what a row wants a store to have; with its card only once that was set.
func (d *DesiredStore) values(card string) StoreValues {
	return StoreValues{Phone: d.Phone, Hours: d.Hours, Licence: d.Licence, Company: d.Company, Card: card, Pictures: d.picturesHash()}
}

// shows reports whether a store has these pictures.
func shows(list []weixin.PhotoURL, addresses []string) bool {
	if len(addresses) == 0 || len(list) != len(addresses) {
		return false
	}
	return !slices.ContainsFunc(list, func(p weixin.PhotoURL) bool { return !slices.Contains(addresses, p.PhotoURL) })
}

// sameText compares names and addresses, in which Weixin may put blanks.
func sameText(a, b string) bool { return squeezed(a) == squeezed(b) && a != "" }

// sameAddress also takes an address that one side writes with the names of province and
// city.
func sameAddress(a, b string) bool {
	a, b = squeezed(a), squeezed(b)
	return a != "" && b != "" && (strings.HasSuffix(a, b) || strings.HasSuffix(b, a))
}

func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
