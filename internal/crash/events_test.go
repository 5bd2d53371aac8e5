package crash

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// platforms times eventsEach events are queued.
	platforms, eventsEach = 20, 50
	// eventTime bounds the delivery of all of them.
	eventTime = 3 * time.Minute
)

// testEvents queues 1,000 events for a receiver that refuses half of the
// attempts, and kills the service twice while it delivers them. Each event comes
// at least once and in its platform's order, and none is lost.
func testEvents(t *testing.T, binary string, kept state) {
	ctx, cancel := context.WithTimeout(t.Context(), eventTime)
	defer cancel()
	begin := time.Now()
	receiver := receiveEvents(t)
	args := append(kept.args(), "--log-level", "error")
	service := startService(t, binary, append(args, "--seed", writePlatforms(t, receiver.server.URL))...)
	queued, err := queueEvents(ctx, service.console)
	if err != nil {
		t.Fatalf("%v\n%s", err, service.log)
	}
	for _, part := range []int{4, 2} {
		waitEvents(ctx, t, receiver, platforms*eventsEach/part)
		service.kill(t)
		if receiver.count() == platforms*eventsEach {
			t.Fatal("all was delivered before the service was killed, so nothing is proved")
		}
		service = startService(t, binary, args...)
	}
	waitEvents(ctx, t, receiver, platforms*eventsEach)
	waitNoEvents(ctx, t, service.console)

	receiver.mu.Lock()
	defer receiver.mu.Unlock()
	show(t, "seen by the receiver", receiver.faults)
	for platform, codes := range queued {
		if !slices.Equal(receiver.taken[platform], codes) {
			t.Errorf("%s got %d events that are not the %d queued, in their order", platform, len(receiver.taken[platform]), len(codes))
		}
	}
	if len(receiver.codeOf) != platforms*eventsEach {
		t.Errorf("%d ids for %d events", len(receiver.codeOf), platforms*eventsEach)
	}
	t.Logf("2 kills in %v: %d events delivered, %d attempts refused, %d events came twice",
		time.Since(begin).Round(time.Millisecond), len(receiver.codeOf), receiver.refused, receiver.repeated)
}

func platformID(i int) string { return fmt.Sprintf("wx-platform-%02d", i) }

// writePlatforms writes a seed file of platforms and of one account that may
// authorize them.
func writePlatforms(t *testing.T, url string) string {
	t.Helper()
	var seed strings.Builder
	fmt.Fprintf(&seed, "accounts:\n  - {appid: wx-shop, secret: %s}\ncomponents:\n", secretOf("wx-shop"))
	for i := range platforms {
		fmt.Fprintf(&seed, "  - {appid: %s, secret: %s, event_url: %q, token: %s, encoding_aes_key: %s}\n",
			platformID(i), secretOf(platformID(i)), url+"/"+platformID(i), eventToken, eventKey)
	}
	path := filepath.Join(t.TempDir(), "platforms.yaml")
	if err := os.WriteFile(path, []byte(seed.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// queueEvents authorizes each platform again and again, with other permission
// sets each time, and returns the codes that were answered. Each is in an event.
func queueEvents(ctx context.Context, console string) (map[string][]string, error) {
	lists := make([][]string, platforms)
	var all errgroup.Group
	for i := range platforms {
		all.Go(func() error {
			for n := range eventsEach {
				code, err := authorize(ctx, console, platformID(i), []string{"[8,13]", "[13]"}[n%2])
				if err != nil {
					return err
				}
				lists[i] = append(lists[i], code)
			}
			return nil
		})
	}
	err := all.Wait()
	queued := make(map[string][]string)
	for i, list := range lists {
		queued[platformID(i)] = list
	}
	return queued, err
}

func authorize(ctx context.Context, console, platform, sets string) (code string, err error) {
	address := console + "/api/components/" + platform + "/authorizations"
	body := fmt.Sprintf(`{"authorizer_appid":"wx-shop","permission_sets":%s}`, sets)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	var answer struct {
		AuthCode string `json:"auth_code"`
	}
	err = ask(req, &answer)
	return answer.AuthCode, err
}

// ask sends a request to the console and decodes its answer.
func ask(req *http.Request, answer any) error {
	req.Header.Set("Authorization", "Bearer "+consoleToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: HTTP %d", req.URL, resp.StatusCode)
	}
	return json.NewDecoder(resp.Body).Decode(answer)
}

// waitEvents waits until n events were taken.
func waitEvents(ctx context.Context, t *testing.T, r *eventReceiver, n int) {
	t.Helper()
	for r.count() < n {
		select {
		case <-r.changed:
		case <-ctx.Done():
			t.Fatalf("%d events came of %d", r.count(), n)
		}
	}
}

// waitNoEvents waits until the service has heard of the last answer.
func waitNoEvents(ctx context.Context, t *testing.T, console string) {
	t.Helper()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, console+"/api/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			Events []struct{ ID, State string } `json:"events"`
		}
		if err := ask(req, &answer); err != nil {
			t.Fatal(err)
		}
		if len(answer.Events) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}
