// Package message is the module of what is pushed to accounts: where an account's
// messages and events go, and from which user they come.
//
// It owns: which platform, or which URL of its own, gets an account's messages; how an
// event is queued inside the write of the module that it is about; and the event that
// tries a message URL. It does not own what another event says (the module that it is
// about does), nor the envelope, the attempts and the check of a URL, which package
// outbox makes.
package message
