// Package ops carries out the operations that package api declares: it asks the
// service's modules and answers with the api's types.
//
// It owns what an operation does, how an error of one is told to the operator, and
// the feed of what changes. It does not own how an operation is asked for: the JSON
// (package console), the pages (package pages) and the test levers all call [Do], so
// none of them can do what another cannot.
package ops
