package serve

import (
	"context"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/running"
)

// healthTime bounds the question: /readyz takes 2 seconds at most.
const healthTime = 3 * time.Second

// Health asks the running service whether it takes calls.
type Health struct{ command.Folder }

// Help is the long text of health --help.
func (Health) Help() string {
	return `Asks /readyz of the console of the service that runs with the data folder, as a
container's health check does. Exit status 0 if the service takes calls.

  wxastore health
  wxastore health --data /var/lib/wxastore`
}

// Run asks.
func (c *Health) Run(ctx context.Context, s *command.Streams) error {
	found, err := running.Find(ctx, c.Data)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, running.Reachable(found.Console)+"/readyz", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return command.Errorf("ask the service of %s: %w", c.Data, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return command.Errorf("the service of %s is not ready: its log says why", c.Data)
	}
	return s.Printf("ready\n")
}
