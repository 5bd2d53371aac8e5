package weixin

// GetStoreInfo tells a store.
//
//fidelity:official newgetpoi permission-sets | 8-10, 13; any one of them | api_newgetpoi
//fidelity:official newgetpoi 65115 | the account has no such store | api_newgetpoi
var GetStoreInfo = Interface[StoreRequest, StoreInfoResponse]{Page{
	Name:           "newgetpoi",
	Title:          "Get a store",
	Methods:        Methods{"POST"},
	Path:           "/wxa/get_store_info",
	Repeatable:     true,
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{PoiUnknown},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_newgetpoi",
}}

// StoreRequest is a body that names a store.
//
//fidelity:official newgetpoi,newdelpoi,getstorewxacard,delpoi request.poi_id | the store; SDKs send a string or a number | their pages
type StoreRequest struct {
	PoiID ID `json:"poi_id" need:"required" doc:"the store"`
}

// StoreInfoResponse is the answer of GetStoreInfo.
type StoreInfoResponse struct {
	Status
	Business StoreBusiness `json:"business"`
}

// StoreBusiness holds a store.
type StoreBusiness struct {
	BaseInfo StoreInfo `json:"base_info"`
}

// StoreInfo is a store.
//
//fidelity:official newgetpoi response.business.base_info.business_name,response.business.base_info.address,response.business.base_info.telephone,response.business.base_info.city,response.business.base_info.province,response.business.base_info.longitude,response.business.base_info.latitude,response.business.base_info.photo_list.photo_url,response.business.base_info.open_time,response.business.base_info.poi_id,response.business.base_info.district,response.business.base_info.qualification_num,response.business.base_info.qualification_name | as in the example | api_newgetpoi
//fidelity:official newgetpoi response.business.base_info.status | 1 passed, 2 under review, 3 failed | api_newgetpoi
type StoreInfo struct {
	BusinessName      string     `json:"business_name"`
	Address           string     `json:"address"`
	Telephone         string     `json:"telephone"`
	City              string     `json:"city"`
	Province          string     `json:"province"`
	Longitude         Degrees    `json:"longitude"`
	Latitude          Degrees    `json:"latitude"`
	PhotoList         []PhotoURL `json:"photo_list"`
	OpenTime          string     `json:"open_time"`
	PoiID             string     `json:"poi_id"`
	Status            int        `json:"status"`
	District          string     `json:"district"`
	QualificationNum  string     `json:"qualification_num"`
	QualificationName string     `json:"qualification_name"`
}

// PhotoURL is the address of a picture.
type PhotoURL struct {
	PhotoURL string `json:"photo_url"`
}
