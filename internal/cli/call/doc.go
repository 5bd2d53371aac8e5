// Package call has the commands that call the API, of a wxastore or of the real
// Weixin, and those that say what the API is: its interfaces and errcodes.
//
// It owns their flags and what they print. It does not own the calls themselves
// (package client does), nor what the interfaces are (package weixin does).
package call
