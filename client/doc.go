// Package client calls the interfaces that package weixin declares, on the
// real Weixin or on a wxastore.
//
// A [Client] knows where the service is and where its access tokens come from:
//
//	c, err := client.New(client.WithCredentials(appid, secret))
//	...
//	err = c.ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: "Open until ten"})
//
// An answer with an errcode other than 0 is a *weixin.Error, which errors.As
// finds. A call whose token is refused as unknown, superseded or expired
// renews the token once and is repeated once, never more often; only where
// processes share tokens and the renewed one was found, not fetched, once more.
// No error and no log of this package holds a token or a secret, and what holds
// one is printed without it.
//
// What is wrong is refused before it is sent: an empty token, secret, ticket or
// code ([ErrEmptyCredential]), a text that is not UTF-8 ([ErrNotUTF8]), a file
// that is too large ([ErrTooLarge]).
//
// Package client/component calls as a third-party platform.
//
// It owns: building requests from declarations, reading answers, token
// sources, the one repetition, upload bodies, keeping credentials out of
// errors. It does not own paths, parameters, codes and texts (package weixin
// does), nor where tokens are kept: a token lives as long as its source.
package client
