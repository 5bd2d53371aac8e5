// Package account is the module of app ids, their secrets and their access
// tokens: classic and stable ones, those of third-party platforms, and those
// with which platforms call for accounts; and of the tickets that sign pages.
//
// It owns: who may fetch a token and from where, how long a token lives, what
// supersedes it, and which account a token speaks for. It does not own what an account
// may call (the declarations say that, and package edge holds to it) nor what
// it grants a platform: what knows that is handed in as Grants.
//
// Pages: weixin.GetAccessToken, weixin.GetStableAccessToken, weixin.GetTicket.
package account
