package api

// The operations on places on the map.
//
//	curl 'localhost:8081/api/places?district=440105&search=饺子'
//	curl localhost:8081/api/places -d '{"id":"2708071440732747189","name":"示例","district_id":"440105","lat":23.08,"lng":113.32}'
//	curl -X DELETE 'localhost:8081/api/places/2708071440732747189'
var (
	ListPlaces = Declare[PlaceFilter, PlaceList](Operation{
		Method: "GET", Path: "/api/places", Doc: "List places on the map.",
		Verb: "places list", Columns: []string{"id", "district_id", "name", "branch", "address", "listed"},
	})
	ShowPlace = Declare[PlaceID, Place](Operation{
		Method: "GET", Path: "/api/places/{id}", Doc: "Show a place.", Verb: "places show",
	})
	PutPlace = Declare[PlaceChange, Place](Operation{
		Method: "POST", Path: "/api/places", Verb: "places put",
		Doc: "Add a place, or replace the one with its id if that still has the version of the body. Searches find it.",
	})
	DropPlace = Declare[PlaceDrop, None](Operation{
		Method: "DELETE", Path: "/api/places/{id}", Doc: "Delete a place.", Verb: "places drop",
		Destroys: "Searches no longer find it. Stores that are at it keep its id.",
	})
)

// PlaceID names a place.
type PlaceID struct {
	ID string `path:"id" arg:"" name:"id" help:"The place's map_poi_id."`
}

// PlaceDrop deletes a place.
type PlaceDrop struct {
	PlaceID
	Seen
}

// PlaceFilter selects places.
type PlaceFilter struct {
	District string `query:"district" placeholder:"CODE" help:"What the code of the district begins with: 440105, or 44 for a province."`
	Search   string `query:"search" placeholder:"TEXT" help:"What the name, the branch or the address holds."`
	Page
}

// PlaceList are places.
type PlaceList struct {
	Places []Place `json:"places"`
	// Next is the "after" of those that follow; absent if none do. With a search it
	// may follow a page without places, as each looks at a bounded number.
	Next string `json:"next,omitempty"`
}

// PlaceChange adds or replaces a place.
type PlaceChange struct {
	Body PlaceFields `embed:""`
}

// PlaceFields are what an operator says of a place.
type PlaceFields struct {
	ID         string  `json:"id" arg:"" name:"id" help:"The map_poi_id: a number of up to 19 digits."`
	Name       string  `json:"name" required:"" placeholder:"TEXT" help:"The name."`
	Branch     string  `json:"branch" placeholder:"TEXT" help:"The name of the branch."`
	Address    string  `json:"address" placeholder:"TEXT" help:"The address in the district."`
	DistrictID string  `json:"district_id" required:"" placeholder:"CODE" help:"The code of the district."`
	Province   string  `json:"province" placeholder:"TEXT" help:"The name of the province; with city and district from the code if no district is named."`
	City       string  `json:"city" placeholder:"TEXT" help:"The name of the city."`
	District   string  `json:"district" placeholder:"TEXT" help:"The name of the district."`
	Lat        float64 `json:"lat" placeholder:"DEGREES" help:"The latitude."`
	Lng        float64 `json:"lng" placeholder:"DEGREES" help:"The longitude."`
	Telephone  string  `json:"telephone" placeholder:"TEXT" help:"Telephone numbers."`
	Category   string  `json:"category" placeholder:"A:B" help:"The category, two names with a colon between them."`
	Photo      string  `json:"photo" placeholder:"URL" help:"The address of a picture."`
	// Version tells this place from what it is after a change. To replace it, a POST
	// names the version that it replaces, "*" for whatever is there; if another has
	// changed the place since, it is answered 409 with both.
	Version string `json:"version" name:"replacing" placeholder:"VERSION" help:"To replace a place: the version that show prints, or * for whatever is there."`
}

// Place is a place on the map.
type Place struct {
	PlaceFields
	// Creator is the app id of the account that has created it; "" if none has.
	Creator string `json:"creator"`
	// PhotoHash is the hash of the photo, for /api/pictures/{hash}; "" if there is none
	// that was uploaded here.
	PhotoHash string `json:"photo_hash"`
	// Listed says that searches find it: one that an account creates is reviewed first.
	Listed bool `json:"listed"`
}
