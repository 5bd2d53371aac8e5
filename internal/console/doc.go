// Package console is the operator's side of the service, on a listener of its
// own.
//
// It owns what is not Weixin's surface: today /healthz and /readyz. It does not
// own any rule about accounts, media or merchants.
package console
