// Package component calls as a third-party platform (component on the wire) and
// receives what Weixin pushes to it.
//
// A [Component] calls for itself and for the accounts that authorized it. A
// [Receiver] takes the events that are pushed to it, and a [TokenStore] keeps
// its refresh tokens:
//
//	c, err := component.New(component.Config{AppID: appid, Secret: secret, Store: tokens})
//	...
//	err = c.ClientFor(authorizer).ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: "Open until ten"})
//
// It owns: which token is renewed when and by which process, what an event does
// to the stored tokens, which pushes are accepted. It does not own requests,
// answers and the repetition of a refused call (package client does), the cipher
// of events (package msgcrypt), nor where tokens are kept: they lie in a
// TokenStore, such as those of the packages filetokens and sqltokens.
package component
