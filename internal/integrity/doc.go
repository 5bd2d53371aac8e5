// Package integrity says whether what a service keeps fits together: histories
// and merchants, records and the bytes of pictures, rows and the accounts they
// are of.
//
// It owns the rules. It does not own the records, which it reads in streams and
// never changes, so that no size of them needs more memory, nor how findings are
// shown.
//
// A service may go on while its records are checked, where the database lets
// others in.
package integrity
