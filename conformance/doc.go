// Package conformance lets clients that nobody here wrote judge the service:
// SDKs and HTTP clients of several languages, unmodified and of pinned
// versions where a package registry has them.
//
// It owns the judges and the trial that all of them run: token, upload,
// changes with "", null and absent fields and with awkward text, refusals. It
// is a module of its own, so that the service does not depend on its judges,
// and it knows the service only as a binary: it starts it with a seed, and
// reads what it left in its data folder with an SQLite driver that the service
// does not use.
//
// A judge reaches the service by one or both of two routes: its base URL is
// the service's, or it calls Weixin's own address and wxastore run sends it
// through the service's proxy.
//
// Most judges are programs in the folder of their language. Each is started
// with BASE APPID SECRET, and asked one line at a time; driver_test.go shows
// the lines, and the file named lines in each folder answers them. To add a
// judge, write such a program and add it to judges. What it needs must be
// there: a missing client fails. A judge that recovers from a token that was
// superseded says that it keeps one, and is tried on that too.
//
// A judge that names methods of the store Mini Program takes a store from start to finish
// with them (storeTrial), for an account that has nothing. Requests that other SDKs
// send are in testdata/kept (sendKept). What came of each method is a second table,
// which docs/conformance.md shows, too; -update writes it.
//
// Two SDKs judge as third-party platforms, too: they receive what is pushed, and
// call for accounts that granted them different permission sets.
//
// Nothing has a limit of its own but the run (go test -timeout): on a loaded machine a
// judge may need half a minute to start. What was waited for then is said.
//
// make tools installs what the judges need. The binary is built from the
// folder above, unless WXASTORE_BIN names one. A table is printed at the end
// (go test -v).
package conformance
