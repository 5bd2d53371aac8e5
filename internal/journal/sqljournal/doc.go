// Package sqljournal keeps the journal of calls in an SQL database of its own.
//
// It owns the chunks: how calls are coded and compressed, how a chunk is searched
// without being opened, joined with others and trimmed, the migrations, and that a
// damaged journal begins again. It does not own what is masked in a call, or when
// calls are written: that is package journal.
package sqljournal
