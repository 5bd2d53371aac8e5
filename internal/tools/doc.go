// Package tools is, for tests, the programs other than Go's that they run, which make
// tools installs: database servers, browsers, other languages. It does not own how they are
// started.
package tools
