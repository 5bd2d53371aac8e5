// Package weixin is the contract: what the documentation of Weixin says about
// the interfaces that wxastore serves and calls.
//
// It holds one Go file a page, and in it one declaration that reads like the
// page: name, method, path, permission sets, callers, parameters, errors. The
// server's routes and guard, the client's methods, the command line and the
// documents read these declarations; none of them states a path, a permission
// set or an error text again.
//
// It owns: declarations, request and response structs, error codes with their
// exact texts, the form of a rid. It does not own behaviour: no network, no
// state, no time. It imports the standard library only.
package weixin
