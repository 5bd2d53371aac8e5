package console

import (
	"bytes"
	"context"
	"net/http"
	"runtime/pprof"
	"strconv"
	"time"
)

// A CPU profile takes usualProfile seconds and at most mostProfile.
const (
	usualProfile = 1
	mostProfile  = 60
)

// profileRoutes are the running program's own profiles, in the format of `go
// tool pprof`. They hold names of functions and nothing of what calls said.
func profileRoutes() []route {
	routes := []route{{
		method: "GET", path: "/debug/pprof/profile", summary: "Profile what the program does.",
		query: []param{{"seconds", "for how long, 1 to 60; 1 if it is left out"}}, response: body{media: "application/octet-stream"},
		serve: http.HandlerFunc(cpuProfile),
	}}
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex"} {
		routes = append(routes, route{
			method: "GET", path: "/debug/pprof/" + name, summary: "Profile of the program: " + name + ".",
			response: body{media: "application/octet-stream"}, serve: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/octet-stream")
				// A client that is gone needs no answer.
				_ = pprof.Lookup(name).WriteTo(w, 0)
			}),
		})
	}
	return routes
}

// cpuProfile answers what the program does in the next seconds. There can be one
// at a time: the others wait for it.
func cpuProfile(w http.ResponseWriter, r *http.Request) {
	seconds := usualProfile
	if text := r.URL.Query().Get("seconds"); text != "" {
		var err error
		if seconds, err = strconv.Atoi(text); err != nil || seconds < 1 || seconds > mostProfile {
			refuse(w, http.StatusBadRequest, "seconds is a number from 1 to 60")
			return
		}
	}
	ctx, cancel := patient(w, r, 2*mostProfile*time.Second)
	defer cancel()
	var profile bytes.Buffer
	for pprof.StartCPUProfile(&profile) != nil {
		if !pause(ctx, 50*time.Millisecond) {
			return
		}
	}
	whole := pause(ctx, time.Duration(seconds)*time.Second)
	pprof.StopCPUProfile()
	if !whole {
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	// A client that is gone needs no answer.
	_, _ = w.Write(profile.Bytes())
}

// pause waits, and reports whether it was not interrupted.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
