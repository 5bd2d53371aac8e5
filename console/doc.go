// Package console is a Go client of the console of a running wxastore, for programs and
// tests whose service runs elsewhere, as in a container. A test that runs the service
// itself needs package wxastoretest only.
//
// Each operation is a value; Call asks a console for it:
//
//	c, err := console.New("http://127.0.0.1:8081", token)
//	...
//	fault := console.Fault{Kind: console.FaultCode, Code: 45009, Interface: "modifywxastore"}
//	_, err = console.PutFault.Call(ctx, c, console.FaultChange{Body: fault})
//
// What is asked with is a struct whose fields are the parameters of the path and of the
// query, and the Body; [None] is for an operation that takes nothing. A field that is
// left out has its default. What an operation does stands in its Doc, at the console's
// /openapi.json, and as `wxastore admin --help`.
//
// Where the console says no, the error is an *[Error] with the HTTP status and the
// reason; without the right token it is [ErrToken].
//
// It owns: the names by which other modules reach the operations. It does not own the
// operations, their types and how they are asked for (package internal/console/api does):
// operations.go is generated from its declarations.
package console

//go:generate go run ../internal/console/apinames/generate
