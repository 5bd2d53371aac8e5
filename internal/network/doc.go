// Package network is the module of addresses: where the API answers, where pushed
// messages come from, and whether the account's message URL can be reached.
//
// It owns the three interfaces about that. It does not own pushes themselves.
//
// Pages: weixin.GetAPIDomainIP, weixin.GetCallbackIP, weixin.CallbackCheck.
package network
