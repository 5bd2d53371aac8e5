package weixin

import (
	"encoding/json"
	"strings"
	"time"
)

// ApplyMerchant applies for a store Mini Program (门店小程序).
//
//fidelity:official applywxastore success | `{"errcode":0,"errmsg":"ok"}`; the audit id comes from get_merchant_audit_info | api_applywxastore
//fidelity:official applywxastore permission-sets | 8-10, 13; any one of them | api_applywxastore
//fidelity:observed applywxastore 48001 | a Mini Program, or the account of a natural person | community, 2022; the family's overview: not for individuals
//fidelity:inferred applywxastore path | also /wxa/applywxastore | two SDKs, which most likely have it from the older page
//fidelity:official applywxastore 43104 | the account, or the category, may not have one | older page
//fidelity:official applywxastore 85024 | the name needs org_code and other_files | older page
//fidelity:choice applywxastore 85024 | also a category whose papers are not there
//fidelity:official applywxastore 85025,85026,85027,85028 | the administrator's phone, account or id card, or the principal, has too many | older page
//fidelity:official applywxastore 85029,85031,85032,85034,85035 | the name is taken, forbidden, complained of, protected after a change, or needs the same principal | older page
//fidelity:official applywxastore 85030 | the name is shorter than 4 or longer than 30, where a Chinese character counts 2, or has special characters | older page
//fidelity:official applywxastore 85033 | the name is against the rules, or holds a reserved word such as 微信 | older page
//fidelity:official applywxastore 85036 | the intro is not allowed | older page
//fidelity:official applywxastore 85049 | the month's ceiling is reached | older page
//fidelity:official applywxastore 85050 | an application is under review | older page
//fidelity:official applywxastore 85053 | no store Mini Program; the page lists it | older page
//fidelity:official applywxastore 85056 | a media id is unknown or expired | older page
var ApplyMerchant = Interface[ApplyMerchantRequest, Status]{Page{
	Name:           "applywxastore",
	Title:          "Apply for a store Mini Program",
	Methods:        Methods{"POST"},
	Path:           "/wxa/apply_merchant",
	Aliases:        []string{"/wxa/applywxastore"},
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	NonIndividual:  true,
	DailyLimit:     UnpublishedLimit,
	Errors: []Code{
		NoPermission, NeedMaterial, PhoneLimit, AdministratorLimit, IDCardLimit, PrincipalLimit, NicknameUsed, InvalidNickname,
		NicknameForbidden, NicknameComplained, IllegalNickname, NicknameProtected, NicknameOfPrincipal, IllegalIntro, ModifyLimit,
		Verifying, ApplyFirst, UnusableMedia,
	},
	Doc: "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_applywxastore",
}}

// ApplyMerchantRequest is the body of ApplyMerchant.
//
//fidelity:official applywxastore request.first_catid,request.second_catid | numbers of levels 1 and 2 | api_applywxastore
//fidelity:inferred applywxastore request.first_catid,request.second_catid | a string that holds a number likewise | clients of the family send ids both ways
//fidelity:official applywxastore request.nickname | required; 4 to 30 characters | older page
//fidelity:official applywxastore request.headimg_mediaid | required; a temporary image, jpg or png | older page
//fidelity:official applywxastore request.intro | required | older page
//fidelity:official applywxastore request.qualification_list | up to 5 media ids joined by a bar; where the category's sensitive_type is 1 | older page
//fidelity:choice applywxastore request.qualification_list | not asked for where the category needs none, though the table of today's page has it as required
//fidelity:observed applywxastore request.qualification_list,request.other_files | also an array of strings, or absent | an SDK
//fidelity:official applywxastore request.org_code | a media id, after 85024 | older page
//fidelity:official applywxastore request.other_files | up to 5 media ids joined by a bar, after 85024 | older page
type ApplyMerchantRequest struct {
	FirstCatID        Int      `json:"first_catid" need:"required" doc:"id of the category, level 1"`
	SecondCatID       Int      `json:"second_catid" need:"required" doc:"id of the category, level 2"`
	Nickname          string   `json:"nickname" need:"85030" doc:"the name, 4 to 30 characters, of which a Chinese one counts 2"`
	HeadimgMediaID    MediaID  `json:"headimg_mediaid" need:"85056" doc:"media id of a temporary image, the head image"`
	Intro             string   `json:"intro" need:"required" doc:"the introduction that is applied with"`
	QualificationList MediaIDs `json:"qualification_list" doc:"media ids of the category's papers, up to 5, joined by a bar"`
	OrgCode           MediaID  `json:"org_code" doc:"media id of the organization code certificate, after 85024"`
	OtherFiles        MediaIDs `json:"other_files" doc:"media ids of other papers, up to 5, joined by a bar, after 85024"`
}

// ConfirmTime is how long an application waits for the account's administrator.
//
//fidelity:official applywxastore confirm | the account's administrator confirms an application within 24 hours, before its review begins; after that it may be made again | older page
//fidelity:choice applywxastore confirm | one that was not confirmed in time counts as refused by the administrator
const ConfirmTime = 24 * time.Hour

// MediaIDs names temporary media.
type MediaIDs []MediaID

// MarshalJSON writes a string of ids with bars between them, as the page has it.
func (ids MediaIDs) MarshalJSON() ([]byte, error) {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = string(id)
	}
	return json.Marshal(strings.Join(parts, "|"))
}

// UnmarshalJSON reads a string of ids with bars between them, and an array of ids.
// null leaves the ids as they are.
func (ids *MediaIDs) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, (*[]MediaID)(ids))
	}
	var text MediaID
	if err := text.UnmarshalJSON(data); err != nil {
		return err
	}
	*ids = nil
	for part := range strings.SplitSeq(string(text), "|") {
		if part != "" {
			*ids = append(*ids, MediaID(part))
		}
	}
	return nil
}

// EventApplyMerchant tells an account what became of its application.
//
//fidelity:official apply_merchant_audit_info when | the review of an application has an outcome | older page
//fidelity:inferred apply_merchant_audit_info begin | also, with status 2, when an administrator's confirmation begins the review | the page lists the status
//fidelity:choice apply_merchant_audit_info begin | not where the service confirms for the administrator within the call
var EventApplyMerchant = Event[ApplyMerchantBody]{Push{
	Name:  "apply_merchant_audit_info",
	Title: "An application for a store Mini Program was reviewed",
	To:    ToAccount,
	Doc:   "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_applywxastore",
}}

// ApplyMerchantBody is what EventApplyMerchant says.
//
//fidelity:official apply_merchant_audit_info event.audit_id,event.status,event.reason | the number of get_merchant_audit_info; 1 passed, 2 in review, 3 failed; why it failed | older page
//fidelity:choice apply_merchant_audit_info event.status | 3 also where the administrator refused, which the page gives no number
type ApplyMerchantBody struct {
	AuditID int64  `xml:"audit_id"`
	Status  int    `xml:"status"`
	Reason  string `xml:"reason"`
}
