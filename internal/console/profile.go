package console

import (
	"bytes"
	"net/http"
	"runtime/pprof"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/wait"
)

// mostProfile is how many seconds a CPU profile takes at most.
const mostProfile = 60

// profileRoutes are the running program's own profiles, in the format of `go
// tool pprof`. They hold names of functions and nothing of what calls said.
func profileRoutes() []route {
	cpu := api.Declare[profiling, api.File](api.Operation{
		Method: http.MethodGet, Path: "/debug/pprof/profile", Doc: "Profile what the program does.", Media: "application/octet-stream", Time: 2 * mostProfile * time.Second,
	}).Operation
	routes := []route{{Operation: cpu, serve: cpuProfile(cpu)}}
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex"} {
		routes = append(routes, file("/debug/pprof/"+name, "Profile of the program: "+name+".", "application/octet-stream", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/octet-stream")
			// A client that is gone needs no answer.
			_ = pprof.Lookup(name).WriteTo(w, 0)
		})))
	}
	return routes
}

// profiling says for how long to profile.
type profiling struct {
	Seconds int `query:"seconds" default:"1" min:"1" max:"60" help:"For how long, 1 to 60; ${default} if it is left out."`
}

// cpuProfile answers what the program does in the next seconds. There can be one
// at a time: the others wait for it.
func cpuProfile(o api.Operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in profiling
		if err := o.ReadParams(r.PathValue, r.URL.RawQuery, &in); err != nil {
			refuse(w, http.StatusBadRequest, err.Error())
			return
		}
		ctx, cancel := ops.WithTime(w, r, o)
		defer cancel()
		var profile bytes.Buffer
		for pprof.StartCPUProfile(&profile) != nil {
			if wait.For(ctx, 50*time.Millisecond) != nil {
				return
			}
		}
		stopped := wait.For(ctx, time.Duration(in.Seconds)*time.Second)
		pprof.StopCPUProfile()
		if stopped != nil {
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		// A client that is gone needs no answer.
		_, _ = w.Write(profile.Bytes())
	})
}
