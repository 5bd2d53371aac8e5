package main

import (
	"context"
	"fmt"
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
	console
}

// Run lists merchants.
func (c *listMerchants) Run(ctx context.Context, s *streams) error {
	values := c.values()
	if c.State != "" {
		values.Set("state", c.State)
	}
	return c.do(ctx, s, "GET", "/api/merchants", values, nil, "merchants", "appid", "state", "version", "nickname", "intro")
}

type showMerchant struct{ account }

// Run shows a merchant.
func (c *showMerchant) Run(ctx context.Context, s *streams) error {
	return c.do(ctx, s, "GET", at("/api/merchants/%s", c.AppID), nil, nil, "")
}

type merchantHistory struct {
	account
	Before int64 `placeholder:"VERSION" help:"Changes with a lower version: the next of the page before."`
	Limit  int   `default:"50" help:"How many, 1 to 200 (${default})."`
}

// Run lists changes.
func (c *merchantHistory) Run(ctx context.Context, s *streams) error {
	values := query("limit", fmt.Sprint(c.Limit))
	if c.Before != 0 {
		values.Set("before", fmt.Sprint(c.Before))
	}
	return c.do(ctx, s, "GET", at("/api/merchants/%s/history", c.AppID), values, nil, "changes", "version", "at", "caller", "rid", "after_intro")
}

type revertMerchant struct {
	account
	Version int64 `arg:"" help:"The version of the change after which it was as it is to be; 0 is before the first."`
}

// Run reverts a merchant.
func (c *revertMerchant) Run(ctx context.Context, s *streams) error {
	return c.do(ctx, s, "POST", at("/api/merchants/%s/revert", c.AppID), nil, map[string]any{"version": c.Version}, "")
}
