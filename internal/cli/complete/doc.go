// Package complete completes command lines in shells: the small scripts that shells load,
// and the words that may come next, which they ask the program for.
//
// It owns both. It does not own the grammar, which it reads.
package complete
