package weixin

// The bounds of a page of stores.
const (
	MaxStores     = 50
	DefaultStores = 20
)

// GetStoreList lists the account's stores.
//
//fidelity:official newgetpoilist permission-sets | 8-10, 13; any one of them | api_newgetpoilist
//fidelity:choice newgetpoilist 40097 | limit is more than 50, or limit or offset is negative
//fidelity:choice newgetpoilist order | the oldest store first; the newest takes the place of one that is deleted
//fidelity:choice newgetpoilist offset-beyond | an empty list, with total_count
var GetStoreList = Interface[StoreListRequest, StoreListResponse]{Page{
	Name:           "newgetpoilist",
	Title:          "List stores",
	Methods:        Methods{"POST"},
	Path:           "/wxa/get_store_list",
	Repeatable:     true,
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{InvalidArgs},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_newgetpoilist",
}}

// StoreListRequest is the body of GetStoreList.
//
//fidelity:official newgetpoilist request.offset,request.limit | from 0; at most 50, 20 if it is 0 | older page
type StoreListRequest struct {
	Offset Int `json:"offset" need:"0" doc:"how many stores to leave out, from 0"`
	Limit  Int `json:"limit" need:"0" doc:"how many stores to list, at most 50; 0 lists 20"`
}

// StoreListResponse is the answer of GetStoreList.
//
//fidelity:official newgetpoilist response.total_count | how many stores there are in all, a number | api_newgetpoilist
type StoreListResponse struct {
	Status
	BusinessList []ListedBusiness `json:"business_list"`
	TotalCount   int64            `json:"total_count"`
}

// ListedBusiness holds a store of a list.
type ListedBusiness struct {
	BaseInfo ListedStore `json:"base_info"`
}

// ListedStore is a store of a list. Its fields are those of StoreInfo and two more.
//
//fidelity:official newgetpoilist response.business_list.base_info.business_name,response.business_list.base_info.address,response.business_list.base_info.telephone,response.business_list.base_info.city,response.business_list.base_info.province,response.business_list.base_info.longitude,response.business_list.base_info.latitude,response.business_list.base_info.photo_list.photo_url,response.business_list.base_info.open_time,response.business_list.base_info.poi_id,response.business_list.base_info.status,response.business_list.base_info.district,response.business_list.base_info.qualification_num,response.business_list.base_info.qualification_name | as in the example; the page's table is flat and has other types | api_newgetpoilist
//fidelity:official newgetpoilist response.business_list.base_info.categories,response.business_list.base_info.qualification_list | lists, as in the example | api_newgetpoilist
type ListedStore struct {
	BusinessName      string     `json:"business_name"`
	Address           string     `json:"address"`
	Telephone         string     `json:"telephone"`
	Categories        []string   `json:"categories"`
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
	QualificationList []string   `json:"qualification_list"`
}
