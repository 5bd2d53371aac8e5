package weixin

// ModifyMerchant changes the head image and the introduction of a store Mini
// Program (门店小程序).
//
//fidelity:official modifywxastore success | `{"errcode":0,"errmsg":"ok"}` and nothing else | api_modifywxastore
//fidelity:official modifywxastore permission-sets | 8-10, 13; any one of them | api_modifywxastore
//fidelity:inferred modifywxastore permission-sets | 8-10 is read as 8, 9 and 10 | the same notation on other pages
//fidelity:inferred modifywxastore 48001 | a Mini Program, or the account of a natural person | scope table; the family's overview: not for individuals; seen on apply_merchant (community)
//fidelity:official modifywxastore 43104 | the category is barred | older page
//fidelity:official modifywxastore 85053 | no store Mini Program | older page
//fidelity:official modifywxastore 85050 | an application is under review | older page
//fidelity:official modifywxastore 85056 | the media id is unknown or expired | older page
//fidelity:choice modifywxastore 85056 | also another account's, or one not of type image
//fidelity:inferred modifywxastore 85056 | it wins over the general 40007 | the family has a code of its own
//fidelity:official modifywxastore 85036 | the intro is not allowed | older page
//fidelity:official modifywxastore 85049 | the month's ceiling is reached | older page
var ModifyMerchant = Interface[ModifyMerchantRequest, Status]{Page{
	Name:           "modifywxastore",
	Title:          "Change the head image and the introduction of a store Mini Program",
	Methods:        Methods{"POST"},
	Path:           "/wxa/modify_merchant",
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	NonIndividual:  true,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{NoPermission, ApplyFirst, Verifying, UnusableMedia, IllegalIntro, ModifyLimit},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_modifywxastore",
}}

// ModifyMerchantRequest is the body of ModifyMerchant. An empty field leaves
// what is there as it is.
//
//fidelity:official modifywxastore request.headimg_mediaid,request.intro | strings; `""` leaves what is there as it is | api_modifywxastore
//fidelity:inferred modifywxastore request.headimg_mediaid,request.intro | `null` and an absent field likewise | SDKs send both; an SDK's manual
//fidelity:choice modifywxastore request.intro | no limit of its own to its length: no page has one
type ModifyMerchantRequest struct {
	HeadimgMediaID MediaID `json:"headimg_mediaid" doc:"media id of a temporary image; empty keeps the current one"`
	Intro          string  `json:"intro" doc:"the introduction; empty keeps the current one"`
}

// MediaID names a temporary medium.
type MediaID string

// UnmarshalJSON reads what an ID may be.
//
//fidelity:observed modifywxastore request.headimg_mediaid | a number is read as its decimal text | one SDK sends it
func (id *MediaID) UnmarshalJSON(data []byte) error { return (*ID)(id).UnmarshalJSON(data) }
