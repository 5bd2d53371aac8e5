// Package egress dials out for the service: to the receivers of events, to the
// addresses that callbackcheck tries, and to the hosts that the proxy passes
// clients on to.
//
// It owns which addresses of the internet that may be. What an address is called
// does not count: it is looked at when it is dialled, after names are resolved,
// so a name that resolves differently at the second look-up gains nothing. It
// does not own what is said on a connection.
package egress
