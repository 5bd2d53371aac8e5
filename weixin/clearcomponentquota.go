package weixin

// ClearComponentQuotaByAppSecret does what ClearQuota does, with a third-party
// platform's secret: for the platform itself, or for an account that authorizes
// it. A platform whose fetches of tokens are used up can still call it.
//
//fidelity:official clearcomponentquotabyappsecret callers | third-party platforms | api_componentclearquota_v2
//fidelity:official clearcomponentquotabyappsecret 40013 | no account and no platform has the `component_appid`; no account has the `appid` | SDK that transcribes the page
//fidelity:inferred clearcomponentquotabyappsecret 61011,41004,40125,61004 | `component_appid` and secret are checked as for tokens | it is the same secret
//fidelity:official clearcomponentquotabyappsecret 48006 | the month's times are used up | SDK that transcribes the page
//fidelity:inferred clearcomponentquotabyappsecret 61003 | `appid` is an account that does not authorize the platform, or no longer | the page: it has to be authorized; text of the code
var ClearComponentQuotaByAppSecret = Interface[ClearComponentQuotaRequest, Status]{Page{
	Name:       "clearcomponentquotabyappsecret",
	Title:      "Clear a platform's day's call counts, or an authorizer's, with the platform's secret; 10 times a month",
	Methods:    Methods{"POST"},
	Path:       "/cgi-bin/component/clear_quota/v2",
	Credential: AppSecret,
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    ThirdParty,
	DailyLimit: UnpublishedLimit,
	Errors: []Code{
		InvalidAppID, InvalidComponent, AppSecretMissing, InvalidAppSecret, AddressNotRegistered, NotAuthorized, ClearQuotaLimit,
	},
	Doc: "https://developers.weixin.qq.com/doc/oplatform/openApi/openapi/api_componentclearquota_v2.html",
}}

// ClearComponentQuotaRequest is the body of ClearComponentQuotaByAppSecret.
//
//fidelity:official clearcomponentquotabyappsecret request.component_appid,request.appsecret | required strings | api_componentclearquota_v2
//fidelity:official clearcomponentquotabyappsecret request.appid | an account that authorizes the platform: its counts are cleared | api_componentclearquota_v2
//fidelity:official clearcomponentquotabyappsecret request.appid | without it the platform's own | example of api_componentclearquota_v2, although its table says required
type ClearComponentQuotaRequest struct {
	ComponentAppID string `json:"component_appid" need:"40013" doc:"the platform's app id"`
	AppSecret      string `json:"appsecret" need:"41004" doc:"the platform's app secret"`
	AppID          string `json:"appid,omitempty" doc:"an account that authorizes the platform and whose counts are cleared; without it the platform's own are"`
}

// ClearComponentQuota does the same with the platform's own token.
//
//fidelity:inferred clearcomponentquota callers | third-party platforms, with their own token | path in SDKs; compare clear_quota and component/clear_quota/v2
//fidelity:inferred clearcomponentquota 40013 | `component_appid` is not that of the token; no account has the `appid` | compare clear_quota
//fidelity:inferred clearcomponentquota 61003 | `appid` is an account that does not authorize the platform, or no longer | compare component/clear_quota/v2
//fidelity:inferred clearcomponentquota 48006 | the month's times are used up, those of all ways of clearing together | compare component/clear_quota/v2
//fidelity:inferred clearcomponentquota month-limit | as for component/clear_quota/v2, together with that | compare that
var ClearComponentQuota = Interface[ClearComponentQuotaByTokenRequest, Status]{Page{
	Name:       "clearcomponentquota",
	Title:      "Clear a platform's day's call counts, or an authorizer's; 10 times a month",
	Methods:    Methods{"POST"},
	Path:       "/cgi-bin/component/clear_quota",
	Credential: ComponentToken,
	Body:       JSONBody,
	MaxBody:    MaxJSONBody,
	Callers:    ThirdParty,
	DailyLimit: UnpublishedLimit,
	Errors:     []Code{InvalidAppID, NotAuthorized, ClearQuotaLimit},
	Texts:      componentTexts(),
	Doc:        "https://developers.weixin.qq.com/doc/oplatform/openApi/openapi/",
}}

// ClearComponentQuotaByTokenRequest is the body of ClearComponentQuota.
//
//fidelity:inferred clearcomponentquota request.component_appid,request.appid | as for component/clear_quota/v2 | compare that
type ClearComponentQuotaByTokenRequest struct {
	ComponentAppID string `json:"component_appid" need:"40013" doc:"the platform's app id"`
	AppID          string `json:"appid,omitempty" doc:"an account that authorizes the platform and whose counts are cleared; without it the platform's own are"`
}
