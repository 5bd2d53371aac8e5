// Package event is the room of pushed events: it delivers what other rooms
// queued.
//
// It owns how an event reaches its receiver: in what order, how often it is
// tried, what the receiver has to answer, when it is given up. It does not own
// what an event says, when it is queued (the write that causes it does that),
// the cipher, or which addresses may be dialled.
//
// A target is an app id with an address. Its events are pushed one after the
// other, in the order in which they were queued, the next only when the one
// before was delivered or given up; targets do not wait for each other. Several
// services may share a store: a target is leased to one of them at a time. An
// event is delivered at least once; its id shows whoever gets it twice.
//
// What is delivered is forgotten; each attempt is told to a Recorder, with the
// receiver's answer and why that was no success.
package event
