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
	Repeatable:     true,
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
//fidelity:official getpoilist response.business_list.base_info.sid,response.business_list.base_info.branch_name,response.business_list.base_info.update_status | what the plug-in knew of a store besides | older page
//fidelity:inferred getpoilist response.business_list.base_info.offset_type,response.business_list.base_info.introduction,response.business_list.base_info.recommend,response.business_list.base_info.special,response.business_list.base_info.avg_price | the same | fields with which the plug-in's stores were made
//fidelity:choice getpoilist plug-in-fields | they are empty, offset_type is 1 and update_status 0: a declared store has nothing of the kind
type Poi struct {
	SID            string     `json:"sid"`
	BusinessName   string     `json:"business_name"`
	BranchName     string     `json:"branch_name"`
	Address        string     `json:"address"`
	Telephone      string     `json:"telephone"`
	Categories     []string   `json:"categories"`
	City           string     `json:"city"`
	Province       string     `json:"province"`
	District       string     `json:"district"`
	OffsetType     int        `json:"offset_type"`
	Longitude      Degrees    `json:"longitude"`
	Latitude       Degrees    `json:"latitude"`
	PhotoList      []PhotoURL `json:"photo_list"`
	Introduction   string     `json:"introduction"`
	Recommend      string     `json:"recommend"`
	Special        string     `json:"special"`
	OpenTime       string     `json:"open_time"`
	AvgPrice       int        `json:"avg_price"`
	PoiID          string     `json:"poi_id"`
	AvailableState int        `json:"available_state"`
	UpdateStatus   int        `json:"update_status"`
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
