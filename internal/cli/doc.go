// Package cli is the command line of wxastore: the tree of commands, how a line
// of arguments becomes one of them, and how an error is explained.
//
// It owns: help, the forms in which people write arguments, exit statuses,
// advice about failures. It does not own the commands themselves: each group of
// them is a package below it, and what they share is package command.
package cli
