// Package state resets, seeds, copies and restores everything that the service keeps.
//
// It owns the order in which that is done while the service runs: what waits for what,
// and which modules read again what they keep in memory. It does not own the form of
// a snapshot (package snapshot) or of a seed (package seed).
package state
