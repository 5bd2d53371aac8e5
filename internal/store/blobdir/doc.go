// Package blobdir keeps bytes in a folder, under their SHA-256.
//
// It owns the folder: a blob lies at ab/abcdef…, its hash in hex, below the
// sub-folder of the first two digits; what is being written lies in tmp. No
// name in it comes from input. It does not own which blobs are needed: that is
// recorded by the store.
//
// A file has its final name only after its bytes were flushed to the disk, so
// a file that is there is whole, whatever happened before. At Open only what has
// lain in tmp for an hour is removed; so several processes may share a folder.
package blobdir
