package weixin

// ClearAPIQuotaPerMonth is how often a month an account may clear the count of
// one interface.
//
//fidelity:official clearapiquota month-limit | 50 times a month for an account, apart from the 10 that clear all; a refused one does not count | api_clearapiquota
//fidelity:observed clearapiquota month-limit | the 50 are for all interfaces together | community, an answer of Weixin's
const ClearAPIQuotaPerMonth = 50

// ClearAPIQuota sets the day's count of one interface to zero.
//
//fidelity:official clearapiquota callers | every kind of account may call; a platform for itself with its own token, and for an account that granted it any permission set | api_clearapiquota
//fidelity:official clearapiquota 76003 | `cgi_path` has a host, or no slash at its beginning | api_clearapiquota asks for the slash; api_getapiquota names the code
//fidelity:inferred clearapiquota 76021,76022 | as for getapiquota | it takes the same `cgi_path`
//fidelity:inferred clearapiquota 48006 | the month's times are used up | text of the code; the page lists none
//fidelity:choice clearapiquota path | any declared path; one sentence of the page wants it to begin with `/channels/ec/`, the next says that it need not
//fidelity:choice clearapiquota clearing-calls | the counts of the calls that clear stay, also where one is named
var ClearAPIQuota = Interface[ClearAPIQuotaRequest, Status]{Page{
	Name:             "clearapiquota",
	Title:            "Clear the day's call count of one interface; 50 times a month",
	Methods:          Methods{"POST"},
	Path:             "/cgi-bin/openapi/quota/clear",
	Body:             JSONBody,
	MaxBody:          MaxJSONBody,
	AnyPermissionSet: true,
	Callers:          AllKinds | ThirdParty,
	DailyLimit:       UnpublishedLimit,
	Errors:           []Code{RIDNoPermission, PathNotFound, PathNotYours, ClearQuotaLimit},
	Doc:              "https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearapiquota",
}}

// ClearAPIQuotaRequest is the body of ClearAPIQuota.
//
//fidelity:official clearapiquota request.cgi_path | a required string | api_clearapiquota
type ClearAPIQuotaRequest struct {
	CGIPath string `json:"cgi_path" need:"76003" doc:"the interface's path with its leading slash and without a host"`
}
