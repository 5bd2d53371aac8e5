// Package origin says of a request where it comes from, as far as the request
// itself tells: from a page of another site, by a name that anybody can point
// here, through a forwarder.
//
// It owns these questions and nothing else: what follows from an answer is for
// the caller. It does not own credentials.
package origin
