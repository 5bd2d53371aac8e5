// Package component is the module of third-party platforms: their tickets and
// tokens, and what accounts grant them.
//
// It owns: when a ticket is made and how long it is good, what a code is good
// for and how often, which permission sets an account grants a platform and
// until when, refresh tokens, and the page on which an account's administrator
// agrees. It does not own how a pushed event reaches its receiver, what a
// permission set opens (the declarations say that, and package edge holds to
// it), nor how access tokens are kept: what knows them is handed in as
// Tokens.
//
// Pages: weixin.StartPushTicket, weixin.GetComponentAccessToken,
// weixin.GetPreAuthCode, weixin.GetAuthorizerRefreshToken,
// weixin.GetAuthorizerAccessToken, weixin.GetAuthorizerInfo,
// weixin.GetAuthorizerList, weixin.GetAuthorizerOption, weixin.SetAuthorizerOption.
package component
