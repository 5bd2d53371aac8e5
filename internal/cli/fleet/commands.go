package fleet

import "github.com/wxastore/wxastore/client/fleet"

// Parallel is how many merchants a run has in flight by itself.
const Parallel = fleet.DefaultParallel

// Commands are the commands of fleet. A plan only reads, and is done sooner with more
// merchants in flight: with few, the service and the commands wait for each other.
type Commands struct {
	Plan   Plan   `cmd:"" set:"parallel=64" help:"Compare a CSV, YAML, JSON lines or query with the ledger, check each merchant, and save what would be done."`
	Apply  Apply  `cmd:"" help:"Do what a plan says."`
	Runs   Runs   `cmd:"" help:"List the runs of the ledger."`
	Show   Show   `cmd:"" help:"Show a run: its merchants by what is to be done about them."`
	Resume Resume `cmd:"" help:"Go on with a run that was stopped or killed, the last one without a name."`
	Retry  Retry  `cmd:"" help:"Send again what ended in a class."`
	Export Export `cmd:"" help:"Write a run's merchants as CSV, with code and remedy: correct it and plan it."`
	Revert Revert `cmd:"" set:"parallel=64" help:"Plan the values from before a run."`
	Tell   Tell   `cmd:"" help:"Tell the ledger what a merchant has that was changed elsewhere."`
	Ledger Ledger `cmd:"" help:"The ledger itself: what it knows of a merchant, a copy, all of it as JSON lines."`
}

// The exit statuses besides 0; wrong usage is 1.
const (
	statusNothing     = 1
	statusChanges     = 2
	statusPartly      = 3
	statusStopped     = 4
	statusInterrupted = 130
)
