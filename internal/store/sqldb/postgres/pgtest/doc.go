// Package pgtest runs real PostgreSQL servers for tests: one that all tests of a
// process share, and pairs of a primary and a synchronous standby that a test
// may kill.
//
// It owns the programs it starts, their folders and their ports; all are gone
// when the test process is, however that ends. It does not own what the tests
// keep there.
//
// It needs PostgreSQL's programs on the PATH or where Debian puts them. Where
// they are not, tests are skipped, unless CI=true says that they must run.
package pgtest
