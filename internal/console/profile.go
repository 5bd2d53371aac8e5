package console

import (
	"net/http"
	"net/http/pprof" //nolint:gosec // nothing here serves the default mux, on which it puts itself
	"strconv"
)

// maxProfile is how long a CPU profile may take.
const maxProfile = 60

// profiles are the running program's own profiles, in the format of `go tool
// pprof`. They hold names of functions and nothing of what calls said.
func profiles() []route {
	routes := []route{{pattern: "GET /debug/pprof/profile", serve: http.HandlerFunc(cpuProfile)}}
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex"} {
		routes = append(routes, route{pattern: "GET /debug/pprof/" + name, serve: pprof.Handler(name)})
	}
	return routes
}

// cpuProfile answers what the program does in the next seconds=30, at most 60.
func cpuProfile(w http.ResponseWriter, r *http.Request) {
	if text := r.URL.Query().Get("seconds"); text != "" {
		if n, err := strconv.Atoi(text); err != nil || n < 1 || n > maxProfile {
			refuse(w, http.StatusBadRequest, "seconds is a number from 1 to 60")
			return
		}
	}
	pprof.Profile(w, r)
}
