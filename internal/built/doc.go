// Package built is the program wxastore as tests run it: the one that WXASTORE_BIN
// names, which scripts/program.sh builds once for all packages, or
// one that is built for the test. It does not own what the tests do with it.
package built
