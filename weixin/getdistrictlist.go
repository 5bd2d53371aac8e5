package weixin

// GetDistrictList lists the provinces, cities and counties of China.
//
//fidelity:official getdistrictlist permission-sets | 8-10, 13, 37; any one of them | api_getdistrictlist
//fidelity:official getdistrictlist callers | official accounts, service accounts and Mini Programs | api_getdistrictlist
//fidelity:observed getdistrictlist post | answered, too; a body is not looked at | SDKs send every call of the family by POST
var GetDistrictList = Interface[Nothing, GetDistrictListResponse]{Page{
	Name:           "getdistrictlist",
	Title:          "List the districts of China",
	Methods:        Methods{"GET", "POST"},
	Path:           "/wxa/get_district",
	Repeatable:     true,
	PermissionSets: Sets{8, 9, 10, 13, 37},
	Callers:        AllKinds,
	DailyLimit:     UnpublishedLimit,
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_getdistrictlist",
}}

// GetDistrictListResponse is the answer of GetDistrictList. A success has no errcode.
//
//fidelity:official getdistrictlist success | `status` 0 and `message` `query ok`, without errcode and errmsg | api_getdistrictlist; seen by an SDK's author (2019)
//fidelity:official getdistrictlist response.status,response.message | 0, `query ok` | api_getdistrictlist
//fidelity:official getdistrictlist response.data_version | which table it is | api_getdistrictlist
type GetDistrictListResponse struct {
	Status      int    `json:"status" vary:"no"`
	Message     string `json:"message" vary:"no"`
	DataVersion string `json:"data_version"`
	// Result are provinces, cities and counties.
	Result [][]District `json:"result"`
}

// District is a province, a city or a county. A county has no Name, no Pinyin and no
// CIDX.
//
//fidelity:official getdistrictlist response.result.id,response.result.fullname | the code, a string, and the full name | api_getdistrictlist
//fidelity:official getdistrictlist response.result.name,response.result.pinyin | short name and pinyin; a county has neither | api_getdistrictlist
//fidelity:official getdistrictlist response.result.location.lat,response.result.location.lng | the centre, numbers as in the example | api_getdistrictlist
//fidelity:choice getdistrictlist response.result.location.lat,response.result.location.lng | the page's table calls them strings: the example counts
//fidelity:inferred getdistrictlist response.result.cidx | where the districts below stand in the next list: the first and the last | examples of the page; the page itself calls it a list of ids, the older one a list of positions
type District struct {
	ID       ID       `json:"id"`
	Name     string   `json:"name,omitempty"`
	FullName string   `json:"fullname"`
	Pinyin   []string `json:"pinyin,omitempty"`
	Location Location `json:"location"`
	CIDX     []int    `json:"cidx,omitempty"`
}

// Location is a place by its coordinates, in degrees.
type Location struct {
	Lat Degrees `json:"lat"`
	Lng Degrees `json:"lng"`
}
