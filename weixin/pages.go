package weixin

import "sync"

// Declarations returns every declared interface, in the order of the
// documentation.
func Declarations() []Declaration {
	return []Declaration{
		GetAccessToken.Declared(),
		GetStableAccessToken.Declared(),
		GetAPIDomainIP.Declared(),
		GetCallbackIP.Declared(),
		CallbackCheck.Declared(),
		ClearQuota.Declared(),
		ClearQuotaByAppSecret.Declared(),
		ClearAPIQuota.Declared(),
		GetAPIQuota.Declared(),
		GetRIDInfo.Declared(),
		UploadTempMedia.Declared(),
		GetTempMedia.Declared(),
		UploadImage.Declared(),
		GetTicket.Declared(),
		GetMerchantCategory.Declared(),
		ApplyMerchant.Declared(),
		GetMerchantAuditInfo.Declared(),
		ModifyMerchant.Declared(),
		AddStore.Declared(),
		UpdateStore.Declared(),
		GetStoreInfo.Declared(),
		GetStoreList.Declared(),
		DeleteStore.Declared(),
		GetStoreCard.Declared(),
		SetStoreCard.Declared(),
		GetPoiList.Declared(),
		DeletePoi.Declared(),
		GetDistrictList.Declared(),
		SearchMapPOI.Declared(),
		CreateMapPOI.Declared(),
		StartPushTicket.Declared(),
		GetComponentAccessToken.Declared(),
		GetPreAuthCode.Declared(),
		GetAuthorizerRefreshToken.Declared(),
		GetAuthorizerAccessToken.Declared(),
		GetAuthorizerInfo.Declared(),
		GetAuthorizerList.Declared(),
		GetAuthorizerOption.Declared(),
		SetAuthorizerOption.Declared(),
		ClearComponentQuotaByAppSecret.Declared(),
		ClearComponentQuota.Declared(),
	}
}

// Find returns the declaration of a name.
func Find(name string) (d Declaration, ok bool) {
	d, ok = byName()[name]
	return d, ok
}

// FindPath returns the declaration of a path.
func FindPath(path string) (d Declaration, ok bool) {
	d, ok = byPath()[path]
	return d, ok
}

var (
	byName = sync.OnceValue(func() map[string]Declaration { return indexed(func(p Page) []string { return []string{p.Name} }) })
	byPath = sync.OnceValue(func() map[string]Declaration { return indexed(Page.Paths) })
)

func indexed(keys func(Page) []string) map[string]Declaration {
	all := make(map[string]Declaration)
	for _, d := range Declarations() {
		for _, key := range keys(d.Page) {
			all[key] = d
		}
	}
	return all
}
