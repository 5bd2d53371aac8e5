package main

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// TestOneNodeCommitsTooFew puts what docs/scale.md says of one server: at 50,000 changes
// a second its commits are used up first.
func TestOneNodeCommitsTooFew(t *testing.T) {
	l := Load{Merchants: 10_000_000, Calls: 50_000, Changes: 1}
	s := Shape{Nodes: 1, Cores: 8, Disk: 1e12, Services: 3, ServiceCores: 4, JournalDisk: 1e12}
	uses := Reckon(Measured(), l, s, 1)
	if most, what := Most(l, uses); what != "commits of the busiest node" || math.Abs(most-30_000) > 1 {
		t.Errorf("at most %f calls, by the %s", most, what)
	}
	if !slices.IsSortedFunc(uses, func(a, b Use) int { return int(math.Copysign(1, b.Of-a.Of)) }) {
		t.Errorf("%v do not begin with the most", uses)
	}
}

// TestMoreNodesCarryMore adds nodes until something else is used up first.
func TestMoreNodesCarryMore(t *testing.T) {
	l := Load{Merchants: 100_000, Calls: 50_000, Changes: 1, First: 0.1}
	s := Shape{Cores: 8, Disk: 1e12, Services: 3, ServiceCores: 4, JournalDisk: 1e12}
	before, calls := 0.0, Spread(l.Merchants, 0.5)
	for nodes := 1; nodes <= 4; nodes *= 2 {
		s.Nodes = nodes
		most, what := Most(l, Reckon(Measured(), l, s, Hottest(calls, nodes)))
		if most <= before {
			t.Errorf("%d nodes carry %f, half as many %f: %s", nodes, most, before, what)
		}
		before = most
	}
}

// TestHottest spreads accounts: alike, nodes have alike; where few call most, one has
// more than its share.
func TestHottest(t *testing.T) {
	const accounts, nodes = 100_000, 8
	alike, skewed := Hottest(Spread(accounts, 0), nodes), Hottest(Spread(accounts, 1), nodes)
	if alike < 1.0/nodes || alike > 1.05/nodes {
		t.Errorf("of accounts that call alike the busiest node has %f", alike)
	}
	if skewed <= alike {
		t.Errorf("where few call most the busiest node has %f, otherwise %f", skewed, alike)
	}
}

// TestReport prints all of it.
func TestReport(t *testing.T) {
	var text strings.Builder
	l := Load{Merchants: 1000, Calls: 100, Changes: 1, Busy: 1}
	if err := report(&text, l, Shape{Nodes: 2, Cores: 1, Disk: 1e9, Services: 1, ServiceCores: 1, JournalDisk: 1e9}, 0); err != nil {
		t.Fatal(err)
	}
	if strings.Count(text.String(), "\n") < 14 || !strings.Contains(text.String(), "used up first") {
		t.Errorf("it prints\n%s", &text)
	}
}
