// Package seed reads seed files: YAML in which an operator declares accounts,
// their store Mini Programs with stores and review rules, places of the map,
// third-party platforms with what accounts grant them, and the faults to inject,
// before the first request.
//
// It owns the form of the file, the checks of what it says, and the demo's
// account. In one write it has a declared account replace what is there,
// while a merchant that is there already stays as it is. So seeding twice changes
// nothing. It does not own the rules of single records: those are the modules'.
//
// A file may hold several documents, parted by "---". Each is applied when it
// has been read, so that a file of a million accounts needs no more memory than
// its largest document.
package seed
