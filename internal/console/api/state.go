package api

import (
	"io"
	"time"
)

// stateTime is how long a reset, a seed, a snapshot or a restore may take.
const stateTime = time.Hour

const snapshotType = "application/gzip"

// The operations on the whole state.
//
//	curl localhost:8081/api/snapshot -o before.snapshot
//	curl localhost:8081/api/reset -d '{"confirm":true}'
//	curl 'localhost:8081/api/undo?version=18a3f0c2d5e6f7a8' -d '{"confirm":true}'
//	curl localhost:8081/api/seed --data-binary @accounts.yaml
//	curl 'localhost:8081/api/restore' --data-binary @before.snapshot
var (
	Reset = Declare[Replacement, None](Operation{
		Changes: EventState, Method: "POST", Path: "/api/reset", Verb: "reset", Time: stateTime,
		Doc:      "Delete everything but what the service was started with: make it what it was at its first start.",
		Destroys: "All accounts, store Mini Programs, pictures and calls go; what the service was started with is made again. The state before is kept, so this can be undone; the calls do not come back.",
	})
	ApplySeed = Declare[Seed, Seeded](Operation{
		Changes: EventState, Method: "POST", Path: "/api/seed", Doc: "Apply a seed file to the running service. It cannot name files.", Verb: "seed",
		Media: "application/yaml", MaxBody: 16 << 20, Time: stateTime, // a longer one is for --seed
		Unversioned: "A seed says what is to be, whatever is there.",
	})
	TakeSnapshot = Declare[None, File](Operation{
		Method: "GET", Path: "/api/snapshot", Doc: "Save the state and the pictures, as of one point in time, into one file. It holds hashes of secrets.", Verb: "snapshot",
		Media: snapshotType, Time: stateTime,
	})
	Restore = Declare[Snapshot, Restored](Operation{
		Changes: EventState, Method: "POST", Path: "/api/restore", Doc: "Replace the whole state by that of a snapshot, which is checked first.", Verb: "restore",
		Media: snapshotType, MaxBody: 64 << 30, Time: stateTime,
		Destroys: "All accounts, store Mini Programs and pictures are replaced by those of the file, which is checked first. The state before is kept, so this can be undone.",
	})
	ShowUndo = Declare[None, Undoable](Operation{
		Method: "GET", Path: "/api/undo", Doc: "Show whether the last reset, restore or undo can be undone, and the version that those three take.", Verb: "undoable",
	})
	Undo = Declare[Replacement, Restored](Operation{
		Changes: EventState, Method: "POST", Path: "/api/undo", Verb: "undo", Time: stateTime,
		Doc:      "Go back to the state before the last reset, restore or undo, by the snapshot that was taken then. Calls that a reset has deleted stay so.",
		Destroys: "The state becomes what it was before the last reset or restore. What has changed since goes, but is kept in its turn. Calls that a reset has deleted do not come back.",
	})
)

// Undoable says what can be undone. The service keeps one snapshot of at most 1 GiB in its
// data folder, or of at most 64 MiB where it keeps everything in memory.
type Undoable struct {
	// What was done after the snapshot: reset, restore or undo; "" if nothing can be
	// undone.
	What string `json:"what"`
	// Version names the whole state: each reset, restore and undo gives it another.
	Version string `json:"version"`
	// At is when, in real time, and Bytes how long the snapshot is.
	At    *time.Time `json:"at,omitempty"`
	Bytes int64      `json:"bytes"`
}

// StateSeen is what one has seen of the whole state that is replaced.
type StateSeen struct {
	Version string `query:"version" name:"seen" placeholder:"VERSION" help:"Only if no reset, restore or undo came since undoable printed this version; in any case if it is left out."`
}

// Replacement confirms what replaces the whole state.
type Replacement struct {
	StateSeen
	Body Confirm
}

// Confirm confirms what replaces the whole state.
type Confirm struct {
	// Confirm must be true: all that there is now goes.
	Confirm bool `json:"confirm"`
}

// Seed is a seed file's text.
type Seed struct{ Body io.Reader }

// Snapshot is a snapshot's bytes.
type Snapshot struct {
	StateSeen
	Body io.Reader
}

// Seeded says what a seed did.
type Seeded struct {
	// How many of each the seed declares.
	Accounts       int `json:"accounts"`
	Components     int `json:"components"`
	Authorizations int `json:"authorizations"`
	Faults         int `json:"faults"`
	Places         int `json:"places"`
	// Changed is how many records were added or changed.
	Changed int `json:"changed"`
}

// Restored says what was restored.
type Restored struct {
	// MadeAt is when the snapshot was made, by the clock of that service.
	MadeAt time.Time `json:"made_at"`
	// Rows and Pictures are how many there are now.
	Rows     int64 `json:"rows"`
	Pictures int64 `json:"pictures"`
}
