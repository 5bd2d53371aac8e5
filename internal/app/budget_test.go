package app_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// What 1,000 changes of a store Mini Program may take. Time is nothing that a
// test can hold; these are, and time follows them. A change that goes over a budget
// either has a reason, and raises it, or has made the service slower.
const (
	// budgetStatements is two a change, and what counts the calls.
	budgetStatements = 2_100
	// budgetCommits is one a change, for a client that waits for each answer.
	budgetCommits = 1_050
	// Every second the service looks for what is due, writes down the calls and counts
	// them, however many there were: a slow machine needs more seconds for the changes.
	statementsASecond = 30
	commitsASecond    = 10
	// budgetShared is for 64 clients at the same time.
	budgetShared = 150
	// budgetAllocations is of one change, its client's included.
	budgetAllocations = 200
)

// TestBudgets counts what changes take.
func TestBudgets(t *testing.T) {
	s := start(t, "")
	token, err := s.DemoToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	measured := s.store.(store.Measured)
	url := s.APIURL() + weixin.ModifyMerchant.Path + "?access_token=" + token
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	modify := func(intro string) {
		resp, err := client.Post(url, "application/json", strings.NewReader(`{"headimg_mediaid":"","intro":"`+intro+`"}`))
		if err != nil {
			t.Error(err)
			return
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil || string(text) != `{"errcode":0,"errmsg":"ok"}` {
			t.Errorf("answered %s, %v", text, err)
		}
	}

	modify("the first")
	before, since := measured.WriteStats(), time.Now()
	for i := range 1000 {
		modify(fmt.Sprintf("alone %d", i))
	}
	after := measured.WriteStats()
	within(t, "statements", after.Statements-before.Statements, budgetStatements+seconds(since)*statementsASecond)
	within(t, "commits", after.Commits-before.Commits, budgetCommits+seconds(since)*commitsASecond)

	since = time.Now()
	var all sync.WaitGroup
	for c := range 64 {
		all.Go(func() {
			for i := c; i < 1000; i += 64 {
				modify(fmt.Sprintf("together %d", i))
			}
		})
	}
	all.Wait()
	within(t, "shared commits", measured.WriteStats().Commits-after.Commits, budgetShared+seconds(since)*commitsASecond)

	n := 0
	each := testing.AllocsPerRun(200, func() {
		n++
		modify(fmt.Sprintf("counted %d", n))
	})
	within(t, "allocations", uint64(each), budgetAllocations)
	changes, err := s.store.History(t.Context(), seed.DemoAppID, 0, 5000)
	if len(changes) < 2000 || err != nil {
		t.Errorf("only %d changes were made, %v", len(changes), err)
	}
}

// seconds is how many seconds began since then.
func seconds(then time.Time) uint64 { return uint64(time.Since(then).Seconds()) + 1 }

func within(t *testing.T, what string, got, budget uint64) {
	t.Helper()
	t.Logf("%s: %d of %d", what, got, budget)
	if got > budget {
		t.Errorf("%d %s, over the budget of %d", got, what, budget)
	}
}
