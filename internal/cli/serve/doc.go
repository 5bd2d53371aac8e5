// Package serve has the command that runs the service, and its settings from the
// environment and from a file.
//
// It does not own the service: package app does.
package serve
