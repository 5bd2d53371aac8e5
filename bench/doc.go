// Command bench compares the service with a bare net/http handler that reads
// and decodes the same JSON and answers the same bytes, and prints a table of
// ratios. `make bench` builds and runs it; bench -help names its other modes.
//
// It owns the load generator, the generated seed files, the tables and, in the
// folder peers, what other servers are told to answer. It speaks to loopback
// only, to processes that it starts and ends itself.
package main
