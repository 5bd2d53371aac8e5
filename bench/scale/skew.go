package main

import (
	"hash/fnv"
	"math"
	"strconv"
)

// shards is into how many a table is cut, each of which lies on one node.
const shards = 32

// Spread spreads accounts over the shards by the hash of their app ids and returns the
// share of all calls that reaches each. The n-th account calls in proportion to n^-skew:
// with 0 all call alike, with 1 the first thousand of ten million make half of all calls.
func Spread(accounts int, skew float64) (calls [shards]float64) {
	all := 0.0
	var id []byte
	hash := fnv.New64a()
	for i := 1; i <= accounts; i++ {
		weight := math.Pow(float64(i), -skew)
		id = strconv.AppendInt(append(id[:0], "wx"...), int64(i)*2654435761, 16)
		hash.Reset()
		hash.Write(id)
		calls[(hash.Sum64()>>32)%shards] += weight
		all += weight
	}
	for i := range calls {
		calls[i] /= all
	}
	return calls
}

// Hottest is the share of the calls that reaches the busiest of some nodes, over which
// the shards are dealt out in turn.
func Hottest(calls [shards]float64, nodes int) (most float64) {
	of := make([]float64, nodes)
	for i, share := range calls {
		of[i%nodes] += share
		most = max(most, of[i%nodes])
	}
	return most
}
