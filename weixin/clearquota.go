package weixin

// ClearQuotaPerMonth is how often a month an account may clear its quotas, by
// whichever of the calls.
//
//fidelity:official clearquota,clearquotabyappsecret,clearcomponentquotabyappsecret month-limit | 10 times a month for an account, these ways of clearing together; a refused one does not count | api_clearquota; api_clearquotabyappsecret; api_componentclearquota_v2
const ClearQuotaPerMonth = 10

// ClearQuota sets the day's counts of all of an account's calls to zero.
//
//fidelity:official clearquota callers | every kind of account may call; a platform for itself with its own token, and for an account that granted it any permission set | api_clearquota
//fidelity:official clearquota 40013 | `appid` is not that of the token | older page clear_quota
//fidelity:observed clearquota daily-limit | 100 calls a day | community, the answer of a quota call
//fidelity:official clearquota,clearquotabyappsecret 48006 | the month's times are used up | api_clearquota; api_clearquotabyappsecret
var ClearQuota = Interface[ClearQuotaRequest, Status]{Page{
	Name:             "clearquota",
	Title:            "Clear the day's call counts of the account; 10 times a month",
	Methods:          Methods{"POST"},
	Path:             "/cgi-bin/clear_quota",
	Body:             JSONBody,
	MaxBody:          MaxJSONBody,
	AnyPermissionSet: true,
	Callers:          AllKinds | ThirdParty,
	DailyLimit:       100,
	Errors:           []Code{InvalidAppID, ClearQuotaLimit},
	Doc:              "https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearquota",
}}

// ClearQuotaRequest is the body of ClearQuota.
//
//fidelity:official clearquota request.appid | a required string: whose quotas are cleared | api_clearquota
type ClearQuotaRequest struct {
	AppID string `json:"appid" need:"40013" doc:"the app id that the access token belongs to"`
}

// ClearQuotaByAppSecret does what ClearQuota does, without a token: an account
// whose token quota is used up can still call it.
//
//fidelity:official clearquotabyappsecret callers | every kind of account may call | api_clearquotabyappsecret
//fidelity:official clearquotabyappsecret 41002,40013,41004 | as for tokens | older page clearQuotaByAppSecret
//fidelity:inferred clearquotabyappsecret 40125,40243,40164 | the secret is checked as for tokens | it is the same secret
var ClearQuotaByAppSecret = Interface[ClearQuotaByAppSecretRequest, Status]{Page{
	Name:       "clearquotabyappsecret",
	Title:      "Clear the day's call counts with the app secret; 10 times a month",
	Methods:    Methods{"POST"},
	Path:       "/cgi-bin/clear_quota/v2",
	Credential: AppSecret,
	Body:       FormBody,
	MaxBody:    MaxJSONBody,
	Callers:    AllKinds,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{AppIDMissing, InvalidAppID, AppSecretMissing, InvalidAppSecret, SecretFrozen, InvalidIP, ClearQuotaLimit},
	Doc:        "https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearquotabyappsecret",
}}

// ClearQuotaByAppSecretRequest is the request of ClearQuotaByAppSecret. Clients
// differ on where they send it: the query, a form or JSON.
//
//fidelity:official clearquotabyappsecret request.appid,request.appsecret | in the query (older page) or in the body (today's) | older page clearQuotaByAppSecret; api_clearquotabyappsecret
type ClearQuotaByAppSecretRequest struct {
	AppID     string `query:"appid" need:"41002" doc:"the account's app id"`
	AppSecret string `query:"appsecret" need:"41004" doc:"the account's app secret"`
}
