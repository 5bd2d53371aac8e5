// Package otherdriver tries the store and the journal on a second SQLite driver, in
// case the first has to be left. It owns tests alone, apart from the others because
// that driver is Go, which the race detector would make ten times slower.
package otherdriver
