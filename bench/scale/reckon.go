package main

import (
	"cmp"
	"slices"
)

// Load is what is asked for.
type Load struct {
	Merchants int
	// Calls come a second, of which Changes is the share that changes a merchant.
	Calls, Changes float64
	// First is the share of calls whose account has not called a moment ago: each counts
	// its call in a write of its own.
	First float64
	// Busy is the share of merchants that call on a day, of two interfaces each.
	Busy float64
	// Monthly is how many changes a merchant makes in a month.
	Monthly float64
}

// Shape is what there is.
type Shape struct {
	// Nodes are servers of the database, Cores and Disk those of each, in bytes.
	Nodes int
	Cores float64
	Disk  float64
	// Services are processes of ServiceCores each.
	Services     int
	ServiceCores float64
	// JournalDisk is what the journal may take, in bytes.
	JournalDisk float64
}

// Use is how much of something is used, 1 being all of it.
type Use struct {
	What string
	Of   float64
	// Calls says that it is in proportion to the calls a second.
	Calls bool
}

// day is in seconds.
const day = 86_400

// Reckon is what a load uses of a shape, the most first. Hottest is the share of the
// calls that reaches the busiest node.
func Reckon(c Costs, l Load, s Shape, hottest float64) []Use {
	changes, first := l.Calls*l.Changes, l.Calls*l.First
	writes := changes + first
	merchants := float64(l.Merchants)
	rows := merchants*c.Row + merchants*l.Busy*2*c.Day*c.DaysKept
	uses := []Use{
		{"commits of the busiest node", writes * hottest / c.NodeChanges, true},
		{"processors of the busiest node", writes * hottest * c.ServerChange / s.Cores, true},
		{"processors of the services", (changes*c.ServiceChange + (l.Calls-changes)*c.ServiceRead) / (s.ServiceCores * float64(s.Services)), true},
		{"what the journals take in", l.Calls / (c.JournalCalls * float64(s.Services)), true},
		{"disk of a node after a month", (rows + merchants*l.Monthly*c.Change) / float64(s.Nodes) / s.Disk, false},
		{"disk of the journal, seven days", l.Calls * 7 * day * c.JournalCall / s.JournalDisk, true},
	}
	slices.SortStableFunc(uses, func(a, b Use) int { return cmp.Compare(b.Of, a.Of) })
	return uses
}

// Most is how many calls a second use up the first of what is in proportion to them.
func Most(l Load, uses []Use) (calls float64, what string) {
	for _, u := range uses {
		if u.Calls {
			return l.Calls / u.Of, u.What
		}
	}
	return 0, ""
}
