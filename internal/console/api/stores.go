package api

import "time"

// The operations on stores of an account.
//
//	curl localhost:8081/api/stores/wx0123456789abcdef
//	curl localhost:8081/api/stores/wx0123456789abcdef -d '{"name":"示例饺子馆","phone":"020-12345678"}'
//	curl -X DELETE 'localhost:8081/api/stores/wx0123456789abcdef/400000001'
var (
	ListStores = Declare[StoreFilter, StoreList](Operation{
		Method: "GET", Path: "/api/stores/{app_id}", Doc: "List the stores of an account, in the order of the list.",
		Verb: "stores list", Columns: []string{"poi_id", "status", "upgrade_status", "name", "address", "phone", "map_poi_id"},
	})
	ShowStore = Declare[StoreID, Store](Operation{
		Method: "GET", Path: "/api/stores/{app_id}/{poi_id}", Doc: "Show a store.", Verb: "stores show",
	})
	AddStore = Declare[StoreCreation, Store](Operation{
		Method: "POST", Path: "/api/stores/{app_id}", Doc: "Add a store to an account. One with status 2 has a review, which the operator decides.", Verb: "stores add",
		Unversioned: itAdds,
	})
	PutStore = Declare[StoreChange, Store](Operation{
		Method: "PUT", Path: "/api/stores/{app_id}/{poi_id}", Verb: "stores put",
		Doc: "Change all of a store, its status and upgrade included, if its version is still the one of the body.",
	})
	DropStore = Declare[StoreDrop, None](Operation{
		Method: "DELETE", Path: "/api/stores/{app_id}/{poi_id}", Doc: "Delete a store.", Verb: "stores drop",
		Destroys: "It leaves the list, and its place on the map is free for another. No event tells of that.",
	})
)

// StoreFilter selects stores of an account.
type StoreFilter struct {
	AccountID
	List string `query:"list" oneof:"listed,old" placeholder:"LIST" help:"listed, those of the store Mini Program, which is also what it is if it is left out; or old, those of the plug-in before it."`
	Page
}

// OldStores is the list of stores of the plug-in that was before the store Mini Program.
const OldStores = "old"

// StoreID names a store of an account.
type StoreID struct {
	AccountID
	PoiID string `path:"poi_id" arg:"" name:"poi_id" help:"The store's poi_id."`
}

// StoreDrop deletes a store.
type StoreDrop struct {
	StoreID
	Seen
}

// StoreList are stores.
type StoreList struct {
	Stores []Store `json:"stores"`
	// Next is the "after" of those that follow; absent if none do.
	Next string `json:"next,omitempty"`
	// Total is how many the list has.
	Total int64 `json:"total"`
}

// StoreCreation adds a store.
type StoreCreation struct {
	AccountID
	Body NewStore `embed:""`
}

// NewStore is a store to add.
type NewStore struct {
	PoiID string `json:"poi_id" name:"poi-id" placeholder:"ID" help:"The poi_id, 9 digits; it is given one if it is left out."`
	StoreFields
	Old bool `json:"old" help:"It is one of the plug-in that was before the store Mini Program."`
}

// StoreChange changes a store.
type StoreChange struct {
	StoreID
	Body Store
}

// StoreFields are what an operator says of a store.
type StoreFields struct {
	MapPoiID    string   `json:"map_poi_id" name:"map-poi-id" placeholder:"ID" help:"The place on the map that it is at."`
	Name        string   `json:"name" placeholder:"TEXT" help:"The name."`
	Province    string   `json:"province" placeholder:"TEXT" help:"The name of the province."`
	City        string   `json:"city" placeholder:"TEXT" help:"The name of the city."`
	District    string   `json:"district" placeholder:"TEXT" help:"The name of the district."`
	Address     string   `json:"address" placeholder:"TEXT" help:"The address in the district."`
	Longitude   float64  `json:"longitude" placeholder:"DEGREES" help:"The longitude."`
	Latitude    float64  `json:"latitude" placeholder:"DEGREES" help:"The latitude."`
	Category    string   `json:"category" placeholder:"A:B" help:"The category, two names with a colon between them."`
	Pictures    []string `json:"pictures" placeholder:"URL" help:"The addresses of its pictures."`
	Phone       string   `json:"phone" placeholder:"TEXT" help:"The telephone number."`
	Hour        string   `json:"hour" placeholder:"TEXT" help:"When it is open, such as 11:11-12:12."`
	Licence     string   `json:"credential" name:"credential" placeholder:"NUMBER" help:"The number of its licence."`
	CompanyName string   `json:"company_name" placeholder:"TEXT" help:"Its principal, if that is not the account's."`
	CardID      string   `json:"card_id" name:"card-id" placeholder:"ID" help:"The card that it offers."`
	// Status and UpgradeStatus are the numbers of the wire.
	Status         int    `json:"status" placeholder:"N" help:"1, passed, which is also what it is if it is left out, 2, under review, or 3, failed."`
	Reason         string `json:"reason" placeholder:"TEXT" help:"Why its review has failed."`
	UpgradeStatus  int    `json:"upgrade_status" placeholder:"N" help:"Of a store of the plug-in: 0, not migrated, 1, failed, 2, on its way, 3, migrated, or 4, can only be deleted."`
	UpgradeComment string `json:"upgrade_comment" placeholder:"TEXT" help:"Why it was not migrated."`
}

// Store is a store. A PUT changes what StoreFields are; what it leaves out of them
// becomes empty, and it does not look at the rest except the version.
type Store struct {
	AppID string `json:"appid"`
	PoiID string `json:"poi_id"`
	StoreFields
	// Old says that it is one of the plug-in, Listed that it is in the list of the store
	// Mini Program.
	Old    bool `json:"old"`
	Listed bool `json:"listed"`
	// AuditID is the review under way, of the store or of NewPictures, which take the
	// place of its pictures when they have passed it; 0 if none is.
	AuditID     int64    `json:"audit_id"`
	NewPictures []string `json:"new_pictures"`
	// PictureHashes and NewPictureHashes are those of the pictures in their order, for
	// /api/pictures/{hash}; "" of one that was not uploaded here.
	PictureHashes    []string `json:"picture_hashes"`
	NewPictureHashes []string `json:"new_picture_hashes"`
	// Papers are hashes of pictures: the papers of another principal.
	Papers    []string  `json:"papers"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	// Version tells this store from what it is after a change. A PUT names the version
	// that it changes, "*" for whatever is there; if another has changed the store since,
	// it is answered 409 with both.
	Version string `json:"version"`
}
