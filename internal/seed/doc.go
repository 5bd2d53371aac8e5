// Package seed reads seed files: YAML in which an operator declares accounts,
// their store Mini Programs, third-party platforms with what accounts grant
// them, and the faults to inject, before the first request.
//
// It owns the form of the file, the checks of what it says, and the demo's
// account. It does not own the records' rules: it hands them to the store,
// where a declared account replaces what is there and a merchant that is there
// already stays as it is. So seeding twice changes nothing.
//
// A file may hold several documents, parted by "---". Each is applied when it
// has been read, so that a file of a million accounts needs no more memory than
// its largest document.
package seed
