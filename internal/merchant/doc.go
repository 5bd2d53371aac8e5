// Package merchant is the module of store Mini Programs (门店小程序).
//
// It owns: the rule by which a store Mini Program's head image and introduction
// change, its monthly ceiling, and the history of changes. It does not own
// media (it asks for a picture through Pictures) nor the accounts whose policy
// it follows.
//
// Page: weixin.ModifyMerchant.
package merchant
