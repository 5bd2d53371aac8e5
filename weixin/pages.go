package weixin

// Declarations returns every declared interface, in the order of the
// documentation.
func Declarations() []Declaration {
	return []Declaration{
		GetAccessToken.Declared(),
		GetStableAccessToken.Declared(),
		UploadTempMedia.Declared(),
		GetTempMedia.Declared(),
		ModifyMerchant.Declared(),
	}
}
