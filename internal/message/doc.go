// Package message is the module of what is pushed to accounts: where an event
// goes, and from which user it comes.
//
// It owns how an account's event is queued, inside the write of the module that it is
// about. It does not own what an event says (that module does), nor how it is
// delivered: package outbox does that.
package message
