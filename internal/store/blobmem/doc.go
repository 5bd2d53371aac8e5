// Package blobmem keeps picture bytes in memory, under their SHA-256, for a
// service that is to leave nothing behind.
//
// It owns the bytes. It does not own which of them are needed: that is the
// database's to say.
package blobmem
