package store

import "context"

// Place is a place on the map, at which a store can be.
type Place struct {
	// ID is the map_poi_id, also called sosomap_poi_uid: mostly 19 digits.
	ID string
	// Creator is the app id of the account that has created it; "" if none has.
	Creator string
	// Listed says that searches find it: it needed no review, or has passed it.
	Listed bool
	Name   string
	// Branch is the name of the branch.
	Branch  string
	Address string
	// Province, City and District are names, DistrictID is the code of the last.
	Province, City, District string
	DistrictID               string
	Lat, Lng                 float64
	Telephone                string
	// Category is two names with a colon between them.
	Category string
	// Photo is the address of a picture.
	Photo string
}

// PlaceFilter selects places. Zero fields select all.
type PlaceFilter struct {
	// Within is what the code of the district begins with.
	Within string
	// Text is what the name, the branch or the address holds, in any case of ASCII.
	Text string
	// Listed selects those that searches find.
	Listed bool
	// After is the next of the call before.
	After string
}

// MaxPlacesLookedAt is how many places of a district one call of Places looks at:
// that a name holds a text is in no index.
const MaxPlacesLookedAt = 20_000

// Places is the port for places.
type Places interface {
	// Place returns a place, or ErrNotFound.
	Place(ctx context.Context, id string) (Place, error)
	// Places returns up to limit places that the filter selects, in the order of
	// their districts and ids, and looks at up to MaxPlacesLookedAt. next is the After
	// of those that follow, "" if none do. An After that no call returned is a
	// BadCursor.
	Places(ctx context.Context, f PlaceFilter, limit int) (list []Place, next string, err error)
}
