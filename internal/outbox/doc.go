// Package outbox delivers the events that other modules queued.
//
// It owns how an event reaches its receiver: the envelope and the retries of each
// kind of receiver, in what order events are sent, what the receiver has to
// answer, and when an event is given up. It does not own what an event says, when
// it is queued (the write that causes it does that), the cipher, or which
// addresses may be dialled.
//
// A target's events are delivered one after the other, in the order in which they
// were queued, the next only when the one before was delivered or given up;
// targets do not wait for each other. Several services may share a store: a
// target is leased to one of them at a time, with a run of its first events, and
// how the run ended is kept in one write with the ends of others. An event is
// delivered at least once; its id shows when it comes twice.
//
// What is delivered is deleted; each attempt is given to a Recorder, with the
// receiver's answer and why that was not a success.
//
// All times are real ones: a receiver does not know the service's clock.
package outbox
