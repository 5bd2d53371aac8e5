// Package merchant is the module of store Mini Programs (门店小程序).
//
// It owns: the categories and the rule by which an account applies for one, what the
// outcome of the application's review makes of it, the rule by which its head image and
// introduction change, its monthly ceiling, and the history of changes. It does not own
// media (it asks for a picture through Pictures), when a review is decided (Reviews),
// or the accounts whose policy it follows.
//
// The categories in categories.json have the form that Weixin's answer has. Their tree
// is made up, as Weixin's is not public, except the ids that its pages and SDKs show.
//
// Pages: weixin.GetMerchantCategory, ApplyMerchant, GetMerchantAuditInfo and
// ModifyMerchant.
package merchant
