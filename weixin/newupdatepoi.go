package weixin

// UpdateStore changes a store. New pictures are reviewed; what else changes counts at
// once.
//
//fidelity:official newupdatepoi permission-sets | 8-10, 13; any one of them | api_newupdatepoi
//fidelity:official newupdatepoi 85053 | the account has no approved store Mini Program | api_newupdatepoi
//fidelity:official newupdatepoi 65115 | the account has no such store | api_newupdatepoi
//fidelity:inferred newupdatepoi 65118 | the store, or its pictures, are under review | text of the code
//fidelity:inferred newupdatepoi -1 | pic_list cannot be parsed | seen of add_store
//fidelity:choice newupdatepoi 40073 | the card is unknown, or uses custom codes
var UpdateStore = Interface[UpdateStoreRequest, UpdateStoreResponse]{Page{
	Name:           "newupdatepoi",
	Title:          "Change a store",
	Methods:        Methods{"POST"},
	Path:           "/wxa/update_store",
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{SystemError, ApplyFirst, PoiUnknown, StoreState, InvalidCardID},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_newupdatepoi",
}}

// UpdateStoreRequest is the body of UpdateStore. An empty field leaves what is there
// as it is.
//
//fidelity:official newupdatepoi request.poi_id,request.pic_list,request.contract_phone,request.hour,request.card_id | strings | api_newupdatepoi
//fidelity:inferred newupdatepoi request.pic_list,request.contract_phone,request.hour,request.card_id | an empty one, or none, leaves what is there | the page says so of card_id; an SDK sends all
//fidelity:inferred newupdatepoi request.pic_list | an empty list likewise | an SDK sends it where its caller gives no pictures
type UpdateStoreRequest struct {
	PoiID         ID      `json:"poi_id" need:"required" doc:"the store"`
	PicList       PicList `json:"pic_list" doc:"the pictures: the JSON of an object whose list has their addresses, as a string"`
	ContractPhone string  `json:"contract_phone" doc:"the store's phone"`
	Hour          string  `json:"hour" doc:"when the store is open, such as 11:11-12:12"`
	CardID        string  `json:"card_id" doc:"a card to show with the store; empty for none"`
}

// UpdateStoreResponse is the answer of UpdateStore.
//
//fidelity:official newupdatepoi response.data.has_audit_id,response.data.audit_id | 1 and the review where pictures are new | api_newupdatepoi
//fidelity:choice newupdatepoi response.data.has_audit_id,response.data.audit_id | both 0 where nothing is reviewed
type UpdateStoreResponse struct {
	Status
	Data UpdateAudit `json:"data"`
}

// UpdateAudit says whether a change is reviewed.
type UpdateAudit struct {
	HasAuditID int   `json:"has_audit_id" vary:"no"`
	AuditID    int64 `json:"audit_id" vary:"audit_id"`
}

// EventModifyStoreAudit tells the outcome of the review of a store's new pictures.
var EventModifyStoreAudit = Event[ModifyStoreAuditBody]{Push{
	Name:  "modify_store_audit_info",
	Title: "The review of a store's new pictures is over",
	To:    ToAccount,
	Doc:   "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_newupdatepoi",
}}

// ModifyStoreAuditBody is what EventModifyStoreAudit says.
//
//fidelity:official modify_store_audit_info event.audit_id,event.status,event.reason | the review, 1 passed or 3 failed, why | api_newupdatepoi
type ModifyStoreAuditBody struct {
	AuditID int64  `xml:"audit_id"`
	Status  int    `xml:"status"`
	Reason  string `xml:"reason"`
}
