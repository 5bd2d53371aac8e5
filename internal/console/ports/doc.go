// Package ports is what the console asks of the service: small interfaces that
// its JSON and its pages share, and the values that pass through them.
//
// It owns the interfaces. It does not own what is behind them: rooms and store
// are joined to them in package app.
//
// An error that has a method Invalid is the operator's, its text is for them. A
// Refusal is a rule that said no. store.ErrNotFound is an unknown key. Any other
// error is the service's own.
package ports
