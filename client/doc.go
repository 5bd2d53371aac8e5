// Package client calls the interfaces that package weixin declares, on the
// real Weixin or on a wxastore.
//
// A [Client] knows where the service is and where its access tokens come from:
//
//	c, err := client.New(client.WithCredentials(appid, secret))
//	...
//	err = c.ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: "Open until ten"})
//
// [FromEnv] makes one of what the environment says.
//
// Each interface that package weixin declares is called by [Do], with the declaration and
// its request:
//
//	quota, err := client.Do(ctx, c, weixin.GetAPIQuota, weixin.GetAPIQuotaRequest{CGIPath: "/wxa/modify_merchant"})
//
// Methods are Do with less to write, for what an account's program calls all the time:
// the head image and the introduction, media, and by [Client.Stores] the store Mini
// Program. They are called as the interfaces are on the wire, and say which page is
// theirs.
//
// # Errors
//
// An answer with an errcode other than 0 is a *weixin.Error, which names the interface
// and has the rid. One code is found by errors.Is:
//
//	switch {
//	case errors.Is(err, weixin.ModifyLimit): // come again next month
//	case client.Retryable(err): // come again in a while
//	}
//
// No whole answer is a [TransportError], an answer that is not Weixin's an [AnswerError].
// [MayHaveHappened] tells a call that was refused or never sent from one of which nothing
// is known. [WithRetry] has the client repeat calls by these two; without it, it repeats
// none, except that a call whose token is refused as unknown, superseded or expired
// renews the token once and is repeated once; only where processes share tokens and the
// renewed one was found, not fetched, once more. [WithObserver] tells of each request,
// for logs, metrics and traces.
//
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
// sources, what is repeated and when, upload bodies, keeping credentials out of
// errors. It does not own paths, parameters, codes and texts (package weixin
// does), nor where tokens are kept: a token lives as long as its source.
package client
