// Package sqlsearch keeps a search index in an SQL database: of SQLite in one of its
// own, whose grams are in FTS5 tables, of PostgreSQL in tables with a GIN index, which
// need no extension.
//
// It owns the tables and the queries. It does not own what a gram is, nor what is
// indexed (package search).
//
// On SQLite one of 1,000,000 store Mini Programs is found by the middle of its nickname in
// 2 ms, and whatever was tried in 15 ms or less: what every text has is not looked for in
// the index. On PostgreSQL it took 17 ms, and 28 ms or less (BenchmarkSearch, two cores
// that others used, too).
package sqlsearch
