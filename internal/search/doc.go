// Package search finds accounts and store Mini Programs by what their app ids, names,
// nicknames and introductions contain, however many there are.
//
// It owns the index: what of the records is in it (Doc), the grams by which a text is
// looked for, and the worker that makes the index follow the records. It does not own
// how an index is stored (a Store does), nor the records: an index holds copies, is
// made again where it is missing, and is not part of a snapshot.
//
// The writes of records cost nothing here except that their app ids are noted. The
// worker reads what was noted and writes it to the index, more slowly the more there
// is to do besides. A search first waits for it, for a short time; what is still
// missing then, the answer says.
package search
