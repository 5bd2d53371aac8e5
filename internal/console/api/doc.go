// Package api declares the operations of the console, once: the path, the method,
// what an operation is asked with and what it answers, and the verb of `wxastore
// admin` that asks for it. The console's handlers, its OpenAPI document, its pages,
// the command line and the [Client] here are read off these declarations.
//
// It owns the declarations, the JSON types, how a request is written and read, and
// the client. It does not own what an operation does (package ops) nor who may ask
// for it (package console).
//
// # Input
//
// The fields of an operation's input say where they stand in the request:
//
//	AppID  string `path:"app_id"`              in the path
//	Search string `query:"search" help:"…"`    in the query, unless it is zero
//	Body   T                                   the body: JSON, or bytes if T is an io.Reader
//
// The other tags of a field (arg, name, help, default, placeholder) are those of the
// command line's parser; help also stands in the OpenAPI document. A default and a
// max hold for every client.
//
// # An operation more
//
// Declare it here with its types, and bind what carries it out in ops.New, which does
// not compile with other types: what is bound there is served, and is in the OpenAPI
// document. One with a Verb is a command, too: cli/admin lists the commands in their
// order, and a test names one that is missing. One that changes something names the
// version of what it changes, or says in Unversioned why not; one that deletes says in
// Destroys what is lost: pages then ask first, and commands want --yes. The test TestEveryOperation of package
// app asks for each over a socket: what its path names, and the body that it needs,
// stand there.
package api
