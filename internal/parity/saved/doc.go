// Package saved keeps runs of wxastore parity as files of a folder, for the console.
//
// A file is two JSON documents: what a list shows, and the rest. It holds what a
// recording holds and no more: answers without their values.
//
// It owns the names and the form of the files, and the limits of reading them. It does
// not own what a run says (packages parity and internal/cli/parity make it), nor the
// types, which are the console's (internal/console/api).
package saved
