// Package account is the room of app ids, their secrets and their access
// tokens, classic and stable.
//
// It owns: who may fetch a token and from where, how long a token lives, what
// supersedes it, and whom a token speaks for. It does not own what an account
// may call (the declarations say that, and package edge holds to it) nor the
// tokens of third-party platforms.
//
// Pages: weixin.GetAccessToken, weixin.GetStableAccessToken.
package account
