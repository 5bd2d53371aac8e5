// Package clock is the service's time, which can be moved.
//
// It owns: what time it is, the ways of moving it, and that it is the same
// after a restart and on every replica of one store. It does not own what falls
// due when time passes: the maker of a Clock hands it what is to be run after
// a move.
//
// Until it is moved, the clock is the system's.
package clock
