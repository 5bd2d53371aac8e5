package admin

import (
	"context"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

type putStore struct {
	api.StoreID
	command.Service
}

// Help is the long text of put --help.
func (putStore) Help() string {
	return `Reads the store's JSON from standard input, as show --json prints it. What is left
out becomes empty. The version in it says what was changed: if another has changed the
store since, nothing is kept, and both values are shown. A version of "*" replaces
whatever is there. A status of 2 has a review made, which you decide.

  wxastore admin stores show wx1 400000001 --json | jq '.status = 3 | .reason = "照片不清楚"' | wxastore admin stores put wx1 400000001`
}

// Run changes a store.
func (c *putStore) Run(ctx context.Context, s *command.Streams) error {
	in := api.StoreChange{StoreID: c.StoreID}
	if err := readBody(s.In, "standard input", "give the store as show --json prints it", &in.Body); err != nil {
		return err
	}
	return do(ctx, s, c.Service, api.PutStore, in)
}
