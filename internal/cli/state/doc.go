// Package state has the commands about a state that lies in a data folder or a
// database: backup, restore, migrate, check. It says which store, journal and
// pictures the flags of serve mean.
//
// It does not own what a snapshot holds (package snapshot does), nor what fits
// together (package integrity does).
package state
