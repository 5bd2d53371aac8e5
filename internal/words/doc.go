// Package words has the texts that people see, by language: of the console's pages
// (en.txt, zh.txt), of what the service says to the operator and of its declarations
// (zh.txt, with the prefixes say., interface. and doc.), and of the command line
// (cli.zh.txt). The English of all but the pages stands in the code, next to what it
// is about, and is the key of its translation.
//
// It owns the files and how a sentence is found in them. It does not own which
// language is meant, nor Weixin's own texts and their explanations (package weixin).
package words
