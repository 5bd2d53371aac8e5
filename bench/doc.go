// Command bench measures the service beside a bare net/http handler that reads
// and decodes the same JSON and answers the same bytes, and prints a table of
// ratios. `make bench` builds and runs it.
//
// It owns the load generator, the generated seed files and the table. It speaks
// to loopback only, to processes that it starts and ends itself.
package main
