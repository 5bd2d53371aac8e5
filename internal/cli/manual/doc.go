// Package manual says how the command line is used: the text of --help and the manual
// page, both read off the grammar, in the language of the person.
//
// It owns their layout. It does not own what they say, which stands in the grammar, nor
// its translations (package words).
package manual
