package weixin

// AddStore adds a store (门店) to the account's store Mini Program. It is reviewed;
// EventAddStoreAudit tells the outcome.
//
//fidelity:official addentityshop permission-sets | 8-10, 13; any one of them | api_addentityshop
//fidelity:choice addentityshop 85053 | the account has no approved store Mini Program; the page lists the code for other calls of the family
//fidelity:inferred addentityshop 85038 | the account has a store at the place that is under review or has failed | table of the codes
//fidelity:inferred addentityshop 85040 | the account has a store at the place that has passed | table of the codes
//fidelity:inferred addentityshop 85039 | another account has a store at the place | text of the code; the older page explains it otherwise
//fidelity:official addentityshop 85054 | a store of the old plug-in is not migrated, and there is no poi_id | older page
//fidelity:official addentityshop 85055 | the map has no such place | api_addentityshop
//fidelity:official addentityshop 85056 | a medium of qualification_list is not there | api_addentityshop
//fidelity:choice addentityshop 85056 | also where company_name is filled and qualification_list is empty
//fidelity:inferred addentityshop 65115 | poi_id names no store of the old plug-in that can be migrated | by analogy
//fidelity:observed addentityshop -1 | pic_list cannot be parsed, also where the place is unknown | an SDK's test against the real service
//fidelity:official addentityshop 85041 | the licence is another store's already | table of the codes
//fidelity:official addentityshop 85042 | the account has as many places nearby as it may have | table of the codes
//fidelity:differs addentityshop limits | 85041 and 85042 follow from licences and places of others | a rule of the account's seed answers them, by the name of the place | nothing is known of others, and the limit is not published
var AddStore = Interface[AddStoreRequest, AuditResponse]{Page{
	Name:           "addentityshop",
	Title:          "Add a store",
	Methods:        Methods{"POST"},
	Path:           "/wxa/add_store",
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{SystemError, ApplyFirst, StoreAdded, StoreAddedByOthers, StoreAddedByYourself, LicenceUsed, NearbyLimit, PoiUnknown, UpgradeFirst, MapPoiInvalid, UnusableMedia},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_addentityshop",
}}

// AddStoreRequest is the body of AddStore.
//
//fidelity:official addentityshop request.map_poi_id,request.contract_phone,request.credential,request.company_name,request.poi_id | strings | api_addentityshop
//fidelity:official addentityshop request.pic_list | a string that holds JSON | api_addentityshop
//fidelity:choice addentityshop request.pic_list | also the object itself; one that cannot be parsed is answered -1
//fidelity:official addentityshop request.hour,request.card_id | strings; an example leaves hour out, and card_id may be empty | api_addentityshop, older page
//fidelity:observed addentityshop request.qualification_list | a string with bars, or an array | SDKs
type AddStoreRequest struct {
	PoiID             ID       `json:"poi_id" doc:"the store of the old plug-in that is migrated; empty for a new store"`
	MapPoiID          ID       `json:"map_poi_id" need:"required" doc:"the place on the map"`
	PicList           PicList  `json:"pic_list" need:"required" doc:"the pictures: the JSON of an object whose list has their addresses, as a string"`
	ContractPhone     string   `json:"contract_phone" need:"required" doc:"the store's phone"`
	Hour              string   `json:"hour" doc:"when the store is open, such as 11:11-12:12"`
	Licence           string   `json:"credential" need:"required" doc:"the number of the store's licence"`
	CompanyName       string   `json:"company_name" doc:"the store's principal; empty if it is the account's"`
	QualificationList MediaIDs `json:"qualification_list" doc:"media ids of another principal's papers, with bars between them"`
	CardID            string   `json:"card_id" doc:"a card to show with the store; empty for none"`
}

// AuditResponse is an answer that names a review.
//
//fidelity:official addentityshop response.data.audit_id | the number of the review | api_addentityshop
type AuditResponse struct {
	Status
	Data AuditID `json:"data"`
}

// AuditID names a review.
type AuditID struct {
	AuditID int64 `json:"audit_id" vary:"audit_id"`
}

// EventAddStoreAudit tells the outcome of the review of a store that was added.
var EventAddStoreAudit = Event[AddStoreAuditBody]{Push{
	Name:  "add_store_audit_info",
	Title: "The review of a store is over",
	To:    ToAccount,
	Doc:   "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_addentityshop",
}}

// AddStoreAuditBody is what EventAddStoreAudit says.
//
//fidelity:official add_store_audit_info event.audit_id,event.status,event.reason,event.is_upgrade,event.poiid | the review, 1 passed or 3 failed, why, 1 for a store that was migrated, the store | api_addentityshop; order as pushed (2018)
//fidelity:observed add_store_audit_info upgrade-empty | empty for a new store: with `--events seen` | a real push (2018)
type AddStoreAuditBody struct {
	AuditID   int64      `xml:"audit_id"`
	Status    int        `xml:"status"`
	Reason    string     `xml:"reason"`
	IsUpgrade MaybeEmpty `xml:"is_upgrade"`
	PoiID     string     `xml:"poiid"`
}
