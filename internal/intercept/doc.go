// Package intercept answers clients that cannot change their address: it makes
// certificates of its own for api.weixin.qq.com, and is an HTTP proxy that
// keeps the calls to it here.
//
// It owns the certificate authority and its files, the certificates made from
// it, the proxy and its tunnels. It does not own the listeners (package app
// does) nor what a call is answered: it is handed the handler.
package intercept
