// Package edge is the path of a request between the wire and a rule: it finds the
// declared interface of a request, authenticates the caller, reads and validates
// the parameters, hands them to the module's handler and writes what comes back.
//
// It owns the order of the checks, the limits of every request, rids, and the
// one place where an error becomes an errcode with its exact text. It does not
// own any rule, any state, or what a token means: the modules bring their routes,
// package account is handed in as Callers, and paths that are not declared go to a
// Fallback.
package edge
