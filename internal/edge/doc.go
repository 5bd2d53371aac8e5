// Package edge is the road between the wire and a rule: it finds the declared
// interface of a request, proves the caller, reads the parameters, hands them
// to the room's handler and writes what comes back.
//
// It owns the order of the checks, the limits of every request, rids, and the
// one place where an error becomes an errcode with its exact text. It does not
// own any rule, any state, or what a token means: the rooms bring their routes,
// and whoever knows tokens is handed in as Callers.
package edge
