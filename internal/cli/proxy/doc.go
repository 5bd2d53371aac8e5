// Package proxy has the commands for clients that cannot change their address:
// the variables that route them through the running service's proxy, and the
// certificate that they have to trust.
//
// It does not own proxy and certificates: package intercept does.
package proxy
