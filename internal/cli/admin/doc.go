// Package admin has the commands of the operator: what the console's pages do to
// a running service.
//
// It owns their flags and what they print of the console's answers. It does not
// own what they do: the console does it.
package admin
