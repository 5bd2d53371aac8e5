// Command scale calculates what a number of merchants and calls needs of services and of
// database nodes over which the tables are spread by app id, from costs that were
// measured, and says what is used up first:
//
//	go run ./bench/scale -merchants 10000000 -calls 50000 -nodes 3
//
// It owns the arithmetic and the skew of the nodes, which it simulates account by
// account. It does not measure: the costs are those of docs/scale.md.
package main
