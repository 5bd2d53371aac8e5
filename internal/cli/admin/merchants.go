package admin

import (
	"context"
	"fmt"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// adminMerchants are the commands about store Mini Programs.
type adminMerchants struct {
	List    listMerchants   `cmd:"" help:"List store Mini Programs."`
	Show    showMerchant    `cmd:"" help:"Show one."`
	History merchantHistory `cmd:"" help:"List its changes, the newest first."`
	Revert  revertMerchant  `cmd:"" help:"Go back to what it was after a change, by the rule of a call."`
}

type listMerchants struct {
	State string `placeholder:"STATE" help:"approved or reviewing; all if it is left out."`
	listPart
	command.Service
}

// Run lists merchants.
func (c *listMerchants) Run(ctx context.Context, s *command.Streams) error {
	values := c.values()
	if c.State != "" {
		values.Set("state", c.State)
	}
	return do(ctx, s, c.Service, "GET", "/api/merchants", values, nil, "merchants", "appid", "state", "version", "nickname", "intro")
}

type showMerchant struct{ Account }

// Run shows a merchant.
func (c *showMerchant) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "GET", at("/api/merchants/%s", c.AppID), nil, nil, "")
}

type merchantHistory struct {
	Account
	Before int64 `placeholder:"VERSION" help:"Changes with a lower version: the next of the page before."`
	Limit  int   `default:"50" help:"How many, 1 to 200 (${default})."`
}

// Run lists changes.
func (c *merchantHistory) Run(ctx context.Context, s *command.Streams) error {
	values := query("limit", fmt.Sprint(c.Limit))
	if c.Before != 0 {
		values.Set("before", fmt.Sprint(c.Before))
	}
	return do(ctx, s, c.Service, "GET", at("/api/merchants/%s/history", c.AppID), values, nil, "changes", "version", "at", "caller", "rid", "after_intro")
}

type revertMerchant struct {
	Account
	Version int64 `arg:"" help:"The version of the change after which it was as it is to be; 0 is before the first."`
}

// Run reverts a merchant.
func (c *revertMerchant) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "POST", at("/api/merchants/%s/revert", c.AppID), nil, map[string]any{"version": c.Version}, "")
}
