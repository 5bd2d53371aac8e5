package weixin

import "strconv"

// CreateMapPOI asks for a place on the map that is not there yet.
//
//fidelity:official createnewpoid permission-sets | 8-10, 13, 37; any one of them | api_createnewpoid
//fidelity:official createnewpoid callers | official accounts, service accounts and Mini Programs | api_createnewpoid
//fidelity:choice createnewpoid 40097 | also where `districtid` is unknown, or no coordinates are such
var CreateMapPOI = Interface[CreateMapPOIRequest, CreateMapPOIResponse]{Page{
	Name:           "createnewpoid",
	Title:          "Create a place on the map",
	Methods:        Methods{"POST"},
	Path:           "/wxa/create_map_poi",
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13, 37},
	Callers:        AllKinds,
	DailyLimit:     UnpublishedLimit,
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_createnewpoid",
}}

// CreateMapPOIRequest is the body of CreateMapPOI.
//
//fidelity:official createnewpoid request.name,request.province,request.city,request.district,request.address,request.category,request.telephone,request.photo,request.license,request.introduct | strings, all required | api_createnewpoid
//fidelity:official createnewpoid request.longitude,request.latitude,request.districtid | strings, all required | api_createnewpoid
//fidelity:observed createnewpoid request.longitude,request.latitude,request.districtid | numbers are taken, too | an SDK sends them
//fidelity:official createnewpoid request.poi_id | required by the table; by the text only where a store is migrated | api_createnewpoid
//fidelity:observed createnewpoid request.poi_id | one of 19 digits is answered 47001; a call without it passes | community
//fidelity:observed createnewpoid hint | not done: the text of that answer ended with a hint in brackets; answers end with a rid since 2020, some of them after a hint | community
//fidelity:inferred createnewpoid request.poi_id | so is each that is not a number below 2^32 | ids of stores have 9 digits, and many clients hold them in an int
type CreateMapPOIRequest struct {
	Name       string   `json:"name" need:"required" doc:"name of the place"`
	Longitude  Decimal  `json:"longitude" need:"required" doc:"longitude in degrees"`
	Latitude   Decimal  `json:"latitude" need:"required" doc:"latitude in degrees"`
	Province   string   `json:"province" need:"required" doc:"name of the province"`
	City       string   `json:"city" need:"required" doc:"name of the city"`
	District   string   `json:"district" need:"required" doc:"name of the district"`
	Address    string   `json:"address" need:"required" doc:"address in the district"`
	Category   string   `json:"category" need:"required" doc:"category, two names with a colon between them"`
	Telephone  string   `json:"telephone" need:"required" doc:"telephone numbers with a semicolon between them"`
	Photo      string   `json:"photo" need:"required" doc:"address of a picture of the place"`
	License    string   `json:"license" need:"required" doc:"address of a picture of the licence"`
	Introduct  string   `json:"introduct" need:"required" doc:"introduction of the place"`
	DistrictID ID       `json:"districtid" need:"required" doc:"code of the district"`
	POIID      StoreRef `json:"poi_id" need:"0" doc:"id of the store that is migrated"`
}

// StoreRef is the id of a store in a request: a number below 2^32, as a number or a
// string, or nothing.
type StoreRef string

// UnmarshalJSON reads what an ID may be.
func (r *StoreRef) UnmarshalJSON(data []byte) error {
	if err := (*ID)(r).UnmarshalJSON(data); err != nil || *r == "" {
		return err
	}
	_, err := strconv.ParseUint(string(*r), 10, 32)
	return err
}

// CreateMapPOIResponse is the answer of CreateMapPOI. A success has no errcode.
//
//fidelity:official createnewpoid success | `{"error":null,"data":{…}}`, without errcode and errmsg | api_createnewpoid; seen by an SDK's author (2019)
//fidelity:official createnewpoid response.error | null | api_createnewpoid
type CreateMapPOIResponse struct {
	Error *string    `json:"error"`
	Data  NewPOIData `json:"data"`
}

// NewPOIData names the review of a place.
//
//fidelity:official createnewpoid response.data.base_id | the audit_id of the event about the review | api_createnewpoid
//fidelity:official createnewpoid response.data.rich_id | a number; its meaning is not given | api_createnewpoid
//fidelity:choice createnewpoid response.data.rich_id | the same as base_id
type NewPOIData struct {
	BaseID int64 `json:"base_id" vary:"audit_id"`
	RichID int64 `json:"rich_id"`
}

// EventCreateMapPOI says how the review of a place ended.
var EventCreateMapPOI = Event[CreateMapPOIBody]{Push{
	Name:  "create_map_poi_audit_info",
	Title: "The review of a place on the map has ended",
	To:    ToAccount,
	Doc:   "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_createnewpoid",
}}

// CreateMapPOIBody is what EventCreateMapPOI says.
//
//fidelity:observed create_map_poi_audit_info event.audit_id,event.map_poi_id,event.name,event.address,event.latitude,event.longitude,event.sh_remark | in this order: the page has status before map_poi_id; sh_remark is empty when it has passed | a real push (2018)
//fidelity:official create_map_poi_audit_info event.status | 1 passed, 3 failed | api_createnewpoid
//fidelity:observed create_map_poi_audit_info event.status | empty when it has passed: with `--events seen` | a real push (2018)
//fidelity:inferred create_map_poi_audit_info event.status | with `--events seen` 1 is failed, as an empty one is a 0 that was left out | the page of the call for Mini Programs: 0 passed, 1 failed
//fidelity:choice create_map_poi_audit_info event.map_poi_id | empty when it has failed
type CreateMapPOIBody struct {
	AuditID   int64      `xml:"audit_id"`
	MapPOIID  string     `xml:"map_poi_id"`
	Name      string     `xml:"name"`
	Address   string     `xml:"address"`
	Latitude  float64    `xml:"latitude"`
	Longitude float64    `xml:"longitude"`
	Status    MaybeEmpty `xml:"status"`
	Remark    string     `xml:"sh_remark"`
}
