package weixin

// GetStoreCard tells the card of a store.
//
//fidelity:inferred getstorewxacard permission-sets | those of the family | no page has them
//fidelity:inferred getstorewxacard 65115 | the account has no such store | by analogy with get_store_info
//fidelity:observed getstorewxacard get | answered, too; without a body it names no store | an SDK
var GetStoreCard = Interface[StoreRequest, StoreCardResponse]{Page{
	Name:           "getstorewxacard",
	Title:          "Get the card of a store",
	Methods:        Methods{"POST", "GET"},
	Path:           "/card/storewxa/get",
	Repeatable:     true,
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{PoiUnknown},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/",
}}

// StoreCardResponse is the answer of GetStoreCard.
//
//fidelity:official getstorewxacard response.card_id | the card; absent where the store has none | older page
type StoreCardResponse struct {
	Status
	CardID string `json:"card_id,omitempty"`
}

// SetStoreCard sets the card of a store.
//
//fidelity:inferred setstorewxacard permission-sets | those of the family | no page has them
//fidelity:inferred setstorewxacard 65115 | the account has no such store | by analogy with get_store_info
//fidelity:choice setstorewxacard 40073 | the card is unknown, or uses custom codes
var SetStoreCard = Interface[SetStoreCardRequest, Status]{Page{
	Name:           "setstorewxacard",
	Title:          "Set the card of a store",
	Methods:        Methods{"POST"},
	Path:           "/card/storewxa/set",
	Repeatable:     true,
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{PoiUnknown, InvalidCardID},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/",
}}

// SetStoreCardRequest is the body of SetStoreCard.
//
//fidelity:official setstorewxacard request.poi_id,request.card_id | the store and the card | older page
type SetStoreCardRequest struct {
	PoiID  ID     `json:"poi_id" need:"required" doc:"the store"`
	CardID string `json:"card_id" need:"required" doc:"the card to show with the store"`
}
