// Package fault decides which calls are disturbed, and how.
//
// It owns: the declared faults, what a valid fault is, and the choice of the
// calls that it hits. It does not own what a fault does to a call (package
// edge).
package fault
