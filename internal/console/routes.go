package console

import "net/http"

// route is one thing that the console answers.
type route struct {
	// pattern is a method and a path, as http.ServeMux has them.
	pattern string
	// open routes are for everybody; the others are guarded.
	open  bool
	serve http.Handler
}

// routes are all that the console answers. The test of the guard goes through
// them, so a route that is not listed here is not tested.
func routes(c Config) []route {
	clock, faults, calls, platforms := clockAPI{c.Clock}, faultsAPI{c.Faults}, callsAPI{c.Calls}, componentsAPI{c.Platforms}
	events := eventsAPI{c.Events}
	api := func(pattern string, answer answerer) route {
		return route{pattern: pattern, serve: serveJSON(answer, c.Log)}
	}
	return append(profiles(),
		route{pattern: "GET /healthz", open: true, serve: http.HandlerFunc(healthz)},
		route{pattern: "GET /readyz", open: true, serve: readyz(c.Ready)},
		api("GET /api/clock", clock.get),
		api("POST /api/clock", clock.move),
		api("GET /api/faults", faults.list),
		api("POST /api/faults", faults.put),
		api("DELETE /api/faults", faults.dropAll),
		api("DELETE /api/faults/{id}", faults.drop),
		api("GET /api/calls", calls.list),
		api("GET /api/calls/{rid}", calls.get),
		api("GET /api/components", platforms.list),
		api("POST /api/components/{appid}/ticket", platforms.ticket),
		api("GET /api/components/{appid}/authorizations", platforms.authorizations),
		api("POST /api/components/{appid}/authorizations", platforms.authorize),
		api("DELETE /api/components/{appid}/authorizations/{authorizer}", platforms.withdraw),
		api("GET /api/events", events.list),
		api("POST /api/events/{target}/{id}/resend", events.resend),
		api("DELETE /api/events/{target}/{id}", events.drop),
	)
}
