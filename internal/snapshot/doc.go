// Package snapshot copies all that a service keeps into one file, and back.
//
// It owns the form of the file and its checks. It does not own the tables (the
// store declares them) nor what their values may mean beyond their types: who
// restores hands that in.
//
// A file is a tar in gzip, read from begin to end, so that no size of it needs
// more memory than its longest row:
//
//	manifest.json            what it is, when it was made, the tables and columns
//	tables/NAME/000001.jsonl  rows, one JSON array a line
//	blobs/SHA256             the bytes of pictures and other media
//	end.json                 how many rows and blobs there are
//
// A file is read by the names of its tables and columns. What an older program
// did not have yet gets the default that a migration gives it; what a newer one
// has beyond this one is refused, and so is a newer version of the form.
// testdata/samples keeps files of each schema that was released.
//
// The values do not depend on the database that they come from. The file holds
// the hashes of secrets and of tokens, and whatever people have uploaded.
package snapshot
