package crash

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/internal/store"
)

const (
	// keepersEach is how many keepers an account has, placesEach how many places there
	// are for one. An account's stores fit into one page of its list.
	keepersEach, placesEach = 4, 10
	// reviewDelay is how long a review takes: so short that many are decided before a
	// kill, and so long that many are not.
	reviewDelay = 10 * time.Millisecond
)

// testReviews kills the service again and again while 64 clients apply, add stores
// and update them, and receivers take the events. Each time no review may have ended
// without its effect, nothing have an effect without its event, and no event may come
// of a review that has not ended. Each round has accounts of its own, so that there
// is always one that applies; those of the round before are looked at again.
func testReviews(t *testing.T, binary string, kept state) {
	times := rounds.Of(t, "WXASTORE_CRASH_ROUNDS", 2, 2)
	receiver := receiveMessages(t)
	begin := time.Now()
	var all, before []*reviewed
	for round := range times {
		keepers, seed := writeKeepers(t, round, receiver.server.URL)
		service := startService(t, binary, append(kept.args(), "--seed", seed, "--review", "auto", "--review-delay", reviewDelay.String(), "--log-level", "warn")...)
		least := 0
		if round == times-1 {
			least = len(outcomes())
		}
		killUnder(t, service, keepers, func() bool { return receiver.outcomes() >= least })
		now := accountsOf(keepers)
		checkReviews(t, kept, receiver, append(before, now...), true, false)
		if t.Failed() {
			t.Fatalf("round %d of %d; log of the service:\n%.4000s", round+1, times, service.log)
		}
		before, all = now, append(all, now...)
	}
	// The next service decides what is left.
	service := startService(t, binary, append(kept.args(), "--review-delay", reviewDelay.String(), "--log-level", "warn")...)
	waitDecided(t, service.console)
	if err := service.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := service.wait(startTime); err != nil {
		t.Errorf("the service after the last kill: %v\n%s", err, service.log)
	}
	reviews, acknowledged := checkReviews(t, kept, receiver, all, false, true), 0
	for _, one := range all {
		acknowledged += len(one.acknowledged)
	}
	for _, one := range outcomes() {
		if reviews[one] == 0 {
			t.Errorf("no review of kind %s has %s, so nothing is proved of them", one.kind, one.state)
		}
	}
	delivered, repeated := receiver.count()
	if acknowledged == 0 || delivered == 0 {
		t.Errorf("%d calls were acknowledged and %d events delivered, so nothing was proved", acknowledged, delivered)
	}
	t.Logf("%d kills in %v: %d reviews acknowledged, %v; %d events delivered, %d twice",
		times, time.Since(begin).Round(time.Millisecond), acknowledged, reviews, delivered, repeated)
}

// outcomes are those that the reviews of a round have.
func outcomes() (all []outcome) {
	for _, kind := range []store.ReviewKind{store.ReviewApplication, store.ReviewStore, store.ReviewPictures} {
		all = append(all, outcome{kind, store.ReviewPassed}, outcome{kind, store.ReviewFailed})
	}
	return all
}

// killUnder kills a service at a random moment of the keepers' work, when enough has
// happened.
func killUnder(t *testing.T, service *process, keepers []*keeper, enough func() bool) {
	t.Helper()
	workers := new(crew)
	for _, k := range keepers {
		workers.clients = append(workers.clients, k.client)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: crewSize}
	defer transport.CloseIdleConnections()
	if err := workers.start(t.Context(), transport, service.api); err != nil {
		t.Fatalf("%v\n%s", err, service.log)
	}
	time.Sleep(killFrom + rand.N(2*killTo-killFrom)) // applications come first
	for deadline := time.Now().Add(startTime); !enough() && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	workers.ending.Store(true)
	service.kill(t)
	show(t, "seen by the clients", workers.wait(newLedger(nil)))
}

// writeKeepers makes the keepers of a round and writes the seed of their accounts and
// places. Every third of their reviews fails that is of a store,
// of its pictures every other; a quarter of the accounts has applications that all fail.
func writeKeepers(t *testing.T, round int, url string) ([]*keeper, string) {
	t.Helper()
	var keepers []*keeper
	accounts, places, drawn := new(strings.Builder), new(strings.Builder), new(pictures)
	for id := range crewSize {
		account := id / keepersEach
		appID := fmt.Sprintf("wx-keeper-%d-%02d", round, account)
		k := &keeper{client: &client{id: id, appID: appID, pictures: drawn}}
		k.step = k.next
		keepers = append(keepers, k)
		if id%keepersEach == 0 {
			application := ""
			if account%4 == 0 {
				application = "{kind: application, reason: no}, "
			}
			fmt.Fprintf(accounts, "  - {appid: %s, secret: %s, message_url: %q, message_token: %s, reviews: [%s{kind: store, every: 3}, {kind: pictures, every: 2}]}\n",
				appID, secretOf(appID), url+"/"+appID, eventToken, application)
		}
		for n := range placesEach {
			place := fmt.Sprintf("27%08d%02d%02d", round, id, n)
			k.places = append(k.places, place)
			fmt.Fprintf(places, "  - {id: %q, name: %s, district_id: \"440105\", lat: 23, lng: 113}\n", place, placeName(place))
		}
	}
	path := filepath.Join(t.TempDir(), "keepers.yaml")
	if err := os.WriteFile(path, []byte("accounts:\n"+accounts.String()+"places:\n"+places.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return keepers, path
}

// waitDecided waits until no review is left to decide.
func waitDecided(t *testing.T, console string) {
	t.Helper()
	for deadline := time.Now().Add(startTime); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, console+"/api/reviews?state=reviewing&limit=1", nil)
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			Reviews []struct{} `json:"reviews"`
		}
		if err := ask(req, &answer); err != nil {
			t.Fatal(err)
		}
		if len(answer.Reviews) == 0 {
			return
		}
	}
	t.Fatalf("there are reviews to decide after %v", startTime)
}
