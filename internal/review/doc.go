// Package review is the module of reviews: of an application for a store Mini
// Program, of a place on the map, of a store and of its pictures.
//
// It owns one state machine for all of them: an application waits for the account's
// administrator, then it is in review as the others are from the start, then it has
// passed or failed. It owns who decides (the service by itself after a delay, or an
// operator), the rules by which the service decides, and the worker that decides what
// is due by the service's clock. It does not own what is reviewed, or what an outcome
// does to it: the module that submits a review is told of its outcome in the write
// that keeps it (Outcome), so that no outcome is without its effect and its event.
package review
