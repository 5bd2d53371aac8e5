// Package storetest is the contract of package store as tests.
//
// It owns a test for every promise in the comments of store. An engine's own
// tests call Exercise, those of a journal ExerciseJournal, those of a place for
// bytes ExerciseBlobs. It does not own what only one engine promises, such as its files.
package storetest
