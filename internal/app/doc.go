// Package app joins the modules, the store and the listeners into the service:
// Open, Run, Close.
//
// It owns the order of start and stop, and the wiring: it is the only place
// where modules, store and listeners meet. It does not own flags (the command
// line does) nor any rule.
package app
