package main

// Costs are what one of something takes, as docs/scale.md says: the dearer of two figures
// where it has two.
type Costs struct {
	// ServiceChange and ServerChange are seconds of a core that a change takes of a
	// service and of the database's server; a call that changes nothing takes
	// ServiceRead of a service.
	ServiceChange, ServerChange, ServiceRead float64
	// NodeChanges is how many changes a second one server commits.
	NodeChanges float64
	// Row is the bytes of an account, its merchant, and its live token; Change, Day and
	// JournalCall those of a change in the history, of the count of an interface on a day
	// and of a call in the journal.
	Row, Change, Day, JournalCall float64
	// JournalCalls is how many calls a second a service's journal takes before it drops
	// some.
	JournalCalls float64
	// DaysKept is for how many days counts are kept.
	DaysKept float64
}

// Measured are the costs on PostgreSQL 15 and two cores.
func Measured() Costs {
	return Costs{
		ServiceChange: 0.00012, ServerChange: 0.000035, ServiceRead: 0.00010,
		NodeChanges: 30_000,
		Row:         434 + 198 + 303 + 254, Change: 238, Day: 217, JournalCall: 30,
		JournalCalls: 400_000,
		DaysKept:     40,
	}
}
