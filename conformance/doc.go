// Package conformance lets clients that nobody here wrote judge the service:
// SDKs and curl, unmodified but for the base URL.
//
// It owns the judges, one file each, and the trial that all of them run. It is
// a module of its own, so that the service does not depend on its judges, and
// it knows the service only as a binary: it starts it with a seed, and reads
// what it left in its data folder with an SQLite driver that the service does
// not use.
//
// To add a judge: write a file with a type that implements judge, and add it to
// judges. What it needs must be there: a missing client fails. A client that
// recovers from a token that was superseded implements stale too.
//
// The binary is built from the folder above, unless WXASTORE_BIN names one. A
// table is printed at the end (go test -v).
package conformance
