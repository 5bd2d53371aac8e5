package weixin

// GetMerchantAuditInfo tells how far an application for a store Mini Program is.
//
//fidelity:official getwxastoreauditinfo permission-sets | 8-10, 13; any one of them | api_getwxastoreauditinfo
//fidelity:inferred getwxastoreauditinfo 48001 | a Mini Program, or the account of a natural person | scope table; the family's overview: not for individuals
//fidelity:observed getwxastoreauditinfo post | answered, too; clients post `{}`, `[]` or `{"audit_id":…}` | SDKs, one with tests that ran against the service
var GetMerchantAuditInfo = Interface[GetMerchantAuditInfoRequest, GetMerchantAuditInfoResponse]{Page{
	Name:           "getwxastoreauditinfo",
	Title:          "Tell how far an application for a store Mini Program is",
	Methods:        Methods{"GET", "POST"},
	Path:           "/wxa/get_merchant_audit_info",
	Repeatable:     true,
	Body:           JSONBody,
	MaxBody:        MaxJSONBody,
	PermissionSets: Sets{8, 9, 10, 13},
	Callers:        OfficialAccount | ServiceAccount,
	NonIndividual:  true,
	DailyLimit:     UnpublishedLimit,
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_getwxastoreauditinfo",
}}

// GetMerchantAuditInfoRequest is the body of GetMerchantAuditInfo.
//
//fidelity:official getwxastoreauditinfo request.audit_id | a number in the body; the page's example has none | api_getwxastoreauditinfo
//fidelity:choice getwxastoreauditinfo request.audit_id | without it, the newest application; one that is not an application of the account is answered status 0
type GetMerchantAuditInfoRequest struct {
	AuditID Int `json:"audit_id" doc:"the review; the newest application without it"`
}

// GetMerchantAuditInfoResponse is the answer of GetMerchantAuditInfo.
type GetMerchantAuditInfoResponse struct {
	Status
	Data MerchantAudit `json:"data"`
}

// The statuses of MerchantAudit.
const (
	AuditNone = iota
	AuditPassed
	AuditReviewing
	AuditFailed
	AuditRefused
)

// MerchantAudit is how far an application is.
//
//fidelity:official getwxastoreauditinfo response.data.audit_id,response.data.status | 0 nothing submitted, 1 passed, 2 in review, 3 failed, 4 refused by the administrator | older page
//fidelity:choice getwxastoreauditinfo response.data.status | 2 also while the administrator has not confirmed
//fidelity:choice getwxastoreauditinfo response.data.audit_id | 0 where the store Mini Program was declared without an application
//fidelity:official getwxastoreauditinfo response.data.reason | why, with 3 and 4 | older page
//fidelity:inferred getwxastoreauditinfo response.data.reason | a string, though the table says a number | the example `""`; clients read a string
type MerchantAudit struct {
	AuditID int64  `json:"audit_id"`
	Status  int    `json:"status" vary:"no"`
	Reason  string `json:"reason"`
}
