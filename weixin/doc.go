// Package weixin is the contract: what the documentation of Weixin says about
// the interfaces that wxastore serves and calls.
//
// It holds one Go file a page, and in it one declaration that reads like the
// page: an Interface with its methods, path, permission sets, callers, parameters
// and errors, or an Event with its target and its fields. The server's routes and
// guard, the events that it pushes, the client's methods and receiver, the command
// line and the documents read these declarations; none of them states a path, a
// permission set, an error text or a field again.
//
// It owns: declarations, the structs of requests, responses and events, error
// codes with their exact texts, the form of a rid. It does not own behaviour: no network, no
// state, no time. It imports the standard library only.
package weixin
