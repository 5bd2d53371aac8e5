package weixin

import (
	"bytes"
	"encoding/json"
)

// ModifyMerchant changes the head image and the introduction of a store Mini
// Program (门店小程序).
var ModifyMerchant = Interface[ModifyMerchantRequest, Status]{Page{
	Name:           "modifywxastore",
	Title:          "Change the head image and the introduction of a store Mini Program",
	Method:         "POST",
	Path:           "/wxa/modify_merchant",
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	NonIndividual:  true,
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{NoPermission, ApplyFirst, Verifying, MediaIDInvalid, IllegalIntro, ModifyLimit},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_modifywxastore",
}}

// ModifyMerchantRequest is the body of ModifyMerchant. An empty field leaves
// what is there as it is.
type ModifyMerchantRequest struct {
	HeadimgMediaID MediaID `json:"headimg_mediaid" doc:"media id of a temporary image; empty keeps the present one"`
	Intro          string  `json:"intro" doc:"the introduction; empty keeps the present one"`
}

// MediaID names a temporary media.
type MediaID string

// UnmarshalJSON reads a string, and a number as its decimal text: some clients
// send ids as numbers. null leaves the id as it is.
func (id *MediaID) UnmarshalJSON(data []byte) error {
	if c := data[0]; c == '-' || '0' <= c && c <= '9' {
		*id = MediaID(bytes.Clone(data))
		return nil
	}
	return json.Unmarshal(data, (*string)(id))
}
