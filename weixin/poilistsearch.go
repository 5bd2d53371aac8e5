package weixin

// SearchMapPOI looks for places on the map.
//
//fidelity:official poilistsearch permission-sets | 8-10, 13, 37; any one of them | api_poilistsearch
//fidelity:official poilistsearch callers | official accounts, service accounts and Mini Programs | api_poilistsearch
//fidelity:observed poilistsearch get | answered, too, also without a body | an SDK's test sends it so
//fidelity:observed poilistsearch empty | `"data":{"item":[]}` where nothing is found | community (2019)
var SearchMapPOI = Interface[SearchMapPOIRequest, SearchMapPOIResponse]{Page{
	Name:              "poilistsearch",
	Title:             "Look for places on the map",
	Methods:           Methods{"POST", "GET"},
	Path:              "/wxa/search_map_poi",
	Repeatable:        true,
	Body:              JSONBody,
	MaxBody:           MaxJSONBody,
	PermissionSets:    Sets{8, 9, 10, 13, 37},
	NumberCoordinates: true,
	Callers:           AllKinds,
	DailyLimit:        UnpublishedLimit,
	Doc:               "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_poilistsearch",
}}

// SearchMapPOIRequest is the body of SearchMapPOI.
//
//fidelity:official poilistsearch request.districtid,request.keyword | both required | api_poilistsearch
//fidelity:observed poilistsearch request.districtid | a number as in the example, or a string | community (2019); SDKs send both
//fidelity:observed poilistsearch request.keyword | an empty one is served, errcode 0 | an SDK's test
//fidelity:choice poilistsearch request.keyword | an empty one fits every place of the district
//fidelity:choice poilistsearch request.districtid | without it, or with one that is unknown, nothing is found
type SearchMapPOIRequest struct {
	DistrictID ID     `json:"districtid" need:"0" doc:"code of a district, or of the city or province that it is in"`
	Keyword    string `json:"keyword" need:"0" doc:"what the name or the address holds"`
}

// SearchMapPOIResponse is the answer of SearchMapPOI.
type SearchMapPOIResponse struct {
	Status
	Data MapPOIList `json:"data"`
}

// MapPOIList holds places.
type MapPOIList struct {
	Item []MapPOI `json:"item"`
}

// MapPOI is a place on the map.
//
//fidelity:official poilistsearch response.data.item.branch_name,response.data.item.address,response.data.item.telephone | texts | api_poilistsearch
//fidelity:official poilistsearch response.data.item.longitude,response.data.item.latitude | numbers | api_poilistsearch
//fidelity:official poilistsearch response.data.item.category | two names with a colon between them | api_poilistsearch
//fidelity:official poilistsearch response.data.item.sosomap_poi_uid | a string of 19 digits | api_poilistsearch
//fidelity:official poilistsearch response.data.item.data_supply,response.data.item.pic_urls,response.data.item.card_id_list | 2, and two lists; the page does not say what they mean | api_poilistsearch
//fidelity:choice poilistsearch response.data.item.data_supply,response.data.item.card_id_list | always 2, always empty
//fidelity:choice poilistsearch response.data.item.pic_urls | the place's photo, if it has one
type MapPOI struct {
	BranchName    string   `json:"branch_name"`
	Address       string   `json:"address"`
	Longitude     Degrees  `json:"longitude"`
	Latitude      Degrees  `json:"latitude"`
	Telephone     string   `json:"telephone"`
	Category      string   `json:"category"`
	SosomapPOIUID string   `json:"sosomap_poi_uid"`
	DataSupply    int      `json:"data_supply"`
	PicURLs       []string `json:"pic_urls"`
	CardIDList    []string `json:"card_id_list"`
}
