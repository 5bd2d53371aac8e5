package weixin

// GetPoiList lists the stores of the plug-in that was before the store Mini Program.
//
//fidelity:inferred getpoilist permission-sets | those of the family | the old pages are gone
//fidelity:choice getpoilist 40097 | limit is more than 50, or limit or begin is negative
var GetPoiList = Interface[PoiListRequest, PoiListResponse]{Page{
	Name:           "getpoilist",
	Title:          "List stores of the old plug-in",
	Methods:        Methods{"POST"},
	Path:           "/cgi-bin/poi/getpoilist",
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{InvalidArgs},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/",
}}

// PoiListRequest is the body of GetPoiList.
//
//fidelity:official getpoilist request.begin,request.limit | from 0; at most 50, 20 if it is 0 | older page
type PoiListRequest struct {
	Begin Int `json:"begin" need:"0" doc:"how many stores to leave out, from 0"`
	Limit Int `json:"limit" need:"0" doc:"how many stores to list, at most 50; 0 lists 20"`
}

// PoiListResponse is the answer of GetPoiList.
//
//fidelity:official getpoilist response.total_count | how many stores there are in all, a string | examples of the older page
type PoiListResponse struct {
	Status
	BusinessList []PoiBusiness `json:"business_list"`
	TotalCount   string        `json:"total_count"`
}

// PoiBusiness holds a store of the old plug-in.
type PoiBusiness struct {
	BaseInfo Poi `json:"base_info"`
}

// Poi is a store of the old plug-in.
//
//fidelity:official getpoilist response.business_list.base_info.business_name,response.business_list.base_info.address,response.business_list.base_info.telephone,response.business_list.base_info.categories,response.business_list.base_info.city,response.business_list.base_info.province,response.business_list.base_info.district,response.business_list.base_info.longitude,response.business_list.base_info.latitude,response.business_list.base_info.photo_list.photo_url,response.business_list.base_info.open_time,response.business_list.base_info.poi_id | the store | older page
//fidelity:official getpoilist response.business_list.base_info.available_state | 2 under review, 3 passed, 4 rejected | older page
//fidelity:official getpoilist response.business_list.base_info.upgrade_status,response.business_list.base_info.upgrade_comment,response.business_list.base_info.mapid | 0 waiting, 1 failed, 2 migrating, 3 done, 4 barred; why; the place on the map | older page
//fidelity:missing getpoilist fields | sid, branch_name, offset_type, introduction, recommend, special, avg_price and update_status are not in the answer | older page
type Poi struct {
	BusinessName   string     `json:"business_name"`
	Address        string     `json:"address"`
	Telephone      string     `json:"telephone"`
	Categories     []string   `json:"categories"`
	City           string     `json:"city"`
	Province       string     `json:"province"`
	District       string     `json:"district"`
	Longitude      float64    `json:"longitude"`
	Latitude       float64    `json:"latitude"`
	PhotoList      []PhotoURL `json:"photo_list"`
	OpenTime       string     `json:"open_time"`
	PoiID          string     `json:"poi_id"`
	AvailableState int        `json:"available_state"`
	UpgradeStatus  int        `json:"upgrade_status"`
	UpgradeComment string     `json:"upgrade_comment"`
	MapID          string     `json:"mapid"`
}

// DeletePoi deletes a store of the old plug-in.
//
//fidelity:inferred delpoi permission-sets | those of the family | the old pages are gone
//fidelity:inferred delpoi 65115 | the plug-in has no such store | text of the code
var DeletePoi = Interface[StoreRequest, Status]{Page{
	Name:           "delpoi",
	Title:          "Delete a store of the old plug-in",
	Methods:        Methods{"POST"},
	Path:           "/cgi-bin/poi/delpoi",
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{PoiUnknown},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/",
}}
