package weixin

// DeleteStore deletes a store.
//
//fidelity:official newdelpoi permission-sets | 8-10, 13; any one of them | api_newdelpoi
//fidelity:official newdelpoi 85053 | the account has no approved store Mini Program | api_newdelpoi
//fidelity:inferred newdelpoi 65115 | the account has no such store | by analogy with get_store_info
var DeleteStore = Interface[StoreRequest, Status]{Page{
	Name:           "newdelpoi",
	Title:          "Delete a store",
	Methods:        Methods{"POST"},
	Path:           "/wxa/del_store",
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{ApplyFirst, PoiUnknown},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_newdelpoi",
}}
