package console

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/console/ports"
)

const (
	// stateTime is how long a reset, a seed, a snapshot or a restore may take.
	stateTime = time.Hour
	// maxSeed is how many bytes a seed may have; longer ones are for --seed.
	maxSeed = 16 << 20
	// maxSnapshot is how many bytes a snapshot to restore may have.
	maxSnapshot = 64 << 30
)

// stateAPI is /api/reset, /api/seed, /api/snapshot and /api/restore.
//
//	curl localhost:8081/api/snapshot -o before.snapshot
//	curl localhost:8081/api/reset -d '{"confirm":true}'
//	curl localhost:8081/api/seed --data-binary @accounts.yaml
//	curl localhost:8081/api/restore --data-binary @before.snapshot
type stateAPI struct{ state ports.State }

func stateRoutes(c Config) []route {
	a := stateAPI{c.Ports.State}
	return []route{
		{method: "POST", path: "/api/reset", summary: "Make the service what it was at its first start: with the demo and the seed file that it was started with, and nothing else.", request: jsonBody[resetJSON](), serve: serveJSON(a.reset, c.Log)},
		{method: "POST", path: "/api/seed", summary: "Apply what a seed file would hold. It cannot name files.", request: body{media: "application/yaml"}, response: jsonBody[seededJSON](), serve: serveJSONUpTo(maxSeed, a.seed, c.Log)},
		{method: "GET", path: "/api/snapshot", summary: "Download the state and the pictures as they are at one moment. The file holds hashes of secrets.", response: body{media: snapshotType}, serve: a.snapshot(c.Log)},
		{method: "POST", path: "/api/restore", summary: "Replace the state by that of a snapshot, which is checked first.", request: body{media: snapshotType}, response: jsonBody[restoredJSON](), serve: serveJSONUpTo(maxSnapshot, a.restore, c.Log)},
	}
}

const snapshotType = "application/gzip"

// resetJSON is the body of POST /api/reset.
type resetJSON struct {
	// Confirm must be true: everything goes.
	Confirm bool `json:"confirm"`
}

// seededJSON says what a seed did.
type seededJSON struct {
	// How many of each the seed declares.
	Accounts       int `json:"accounts"`
	Components     int `json:"components"`
	Authorizations int `json:"authorizations"`
	Faults         int `json:"faults"`
	// Changed is how many records were added or changed.
	Changed int `json:"changed"`
}

// restoredJSON says what was restored.
type restoredJSON struct {
	// MadeAt is when the snapshot was made, by the clock of that service.
	MadeAt time.Time `json:"made_at"`
	// Rows and Pictures are how many there are now.
	Rows     int64 `json:"rows"`
	Pictures int64 `json:"pictures"`
}

func (a stateAPI) reset(w http.ResponseWriter, r *http.Request) (any, error) {
	var b resetJSON
	if err := decode(r, &b); err != nil {
		return nil, err
	}
	if !b.Confirm {
		return nil, bad(`a reset deletes everything: send {"confirm":true}`)
	}
	ctx, cancel := patient(w, r, stateTime)
	defer cancel()
	return nil, a.state.Reset(ctx)
}

func (a stateAPI) seed(w http.ResponseWriter, r *http.Request) (any, error) {
	ctx, cancel := patient(w, r, stateTime)
	defer cancel()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, unread(err)
	}
	if !utf8.Valid(text) {
		return nil, bad("the seed is not UTF-8")
	}
	result, err := a.state.Seed(ctx, string(text))
	if err != nil {
		return nil, err
	}
	return seededJSON(result), nil
}

func (a stateAPI) restore(w http.ResponseWriter, r *http.Request) (any, error) {
	ctx, cancel := patient(w, r, stateTime)
	defer cancel()
	result, err := a.state.Restore(ctx, r.Body)
	if err != nil {
		return nil, unread(err)
	}
	return restoredJSON(result), nil
}

// snapshot answers with a file.
func (a stateAPI) snapshot(log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := patient(w, r, stateTime)
		defer cancel()
		snapshot, err := a.state.Snapshot(ctx)
		if err != nil {
			log.Error("console request failed", "method", r.Method, "path", r.URL.Path, "error", err)
			refuse(w, http.StatusInternalServerError, "the service failed; its log says how")
			return
		}
		defer snapshot.Close()
		header := w.Header()
		header.Set("Content-Type", snapshotType)
		header.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", snapshot.Name))
		header.Set("Content-Length", strconv.FormatInt(snapshot.Size, 10))
		// A client that is gone needs no more of it.
		_, _ = io.Copy(w, snapshot)
	})
}
