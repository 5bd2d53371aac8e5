// Package component has the commands about third-party platforms (components) of
// a running service, and a receiver that prints what is pushed to one.
//
// It owns their flags and what they print. It does not own authorizations and
// events: the running service does.
package component
