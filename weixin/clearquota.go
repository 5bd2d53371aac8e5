package weixin

// ClearQuotaPerMonth is how often a month an account may clear its quotas, by
// whichever of the calls.
const ClearQuotaPerMonth = 10

// ClearQuota sets the day's counts of all of an account's calls to zero.
var ClearQuota = Interface[ClearQuotaRequest, Status]{Page{
	Name:       "clearquota",
	Title:      "Clear the day's call counts of the account; 10 times a month",
	Method:     "POST",
	Path:       "/cgi-bin/clear_quota",
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    AllKinds,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{InvalidAppID, ClearQuotaLimit},
	Doc:        "https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearquota",
}}

// ClearQuotaRequest is the body of ClearQuota.
type ClearQuotaRequest struct {
	AppID string `json:"appid" need:"required" doc:"the app id that the access token belongs to"`
}

// ClearQuotaByAppSecret does what ClearQuota does, without a token: an account
// whose token quota is used up can still call it.
var ClearQuotaByAppSecret = Interface[ClearQuotaByAppSecretRequest, Status]{Page{
	Name:       "clearquotabyappsecret",
	Title:      "Clear the day's call counts with the app secret; 10 times a month",
	Method:     "POST",
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
type ClearQuotaByAppSecretRequest struct {
	AppID     string `query:"appid" need:"required" doc:"the account's app id"`
	AppSecret string `query:"appsecret" need:"required" doc:"the account's app secret"`
}
