package weixin

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
		ModifyMerchant.Declared(),
		StartPushTicket.Declared(),
		GetComponentAccessToken.Declared(),
		GetPreAuthCode.Declared(),
		GetAuthorizerRefreshToken.Declared(),
		GetAuthorizerAccessToken.Declared(),
		GetAuthorizerInfo.Declared(),
		GetAuthorizerList.Declared(),
		ClearComponentQuotaByAppSecret.Declared(),
	}
}
