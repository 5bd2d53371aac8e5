// Package console is the operator's side of the service, on a listener of its
// own: what is not Weixin's surface.
//
// It owns the guard of that listener, /healthz and /readyz, and the admin JSON
// under /api/ with its form and its OpenAPI document. It does not own what is
// behind the JSON, which it asks through package ops, nor the pages.
//
// # Admin JSON
//
// Bodies are JSON objects of at most 1 MiB without unknown fields. Durations
// are written as Go writes them ("1h30m", "250ms"), times as RFC 3339. A
// refusal has its HTTP status and says why:
//
//	{"error":"probability 2 must be above 0 and at most 1"}
//
// A rule that says no is answered 409, with what a call would have been answered.
//
// One table of routes mounts the handlers and makes /openapi.json, so the two
// cannot disagree.
//
// # Guard
//
// /healthz and /readyz are open to all. Everything else is for the operator and
// not for the web pages that the operator's browser shows: a request whose Host
// is a name that anybody can point here, or that comes from a page of another
// origin, is refused; no CORS header is ever sent. The token is asked for on each
// request, or a session that was begun with it, or with a code that was made for
// one browser. Wrong ones are slowed down and logged. An open console asks for
// none; then what a forwarder has passed on is refused, too, for it shows that
// others than this machine's users may be behind it.
package console
