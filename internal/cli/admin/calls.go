package admin

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// adminCalls are the commands about the journal.
type adminCalls struct {
	List listCalls `cmd:"" help:"List calls, the newest first."`
	Show showCall  `cmd:"" help:"Show what a call sent and was answered."`
	Tail tailCalls `cmd:"" help:"Print calls as they come."`
}

type listCalls struct {
	App       string         `placeholder:"APPID" help:"Calls of one account."`
	Interface string         `placeholder:"NAME" help:"Calls of one interface."`
	Code      string         `placeholder:"ERRCODE" help:"Calls that were answered one errcode."`
	From      command.Moment `placeholder:"TIME" help:"Calls from a time on, as 2026-03-01 or 2026-03-01 15:04, which are China's, or 2026-03-01T00:00:00Z."`
	To        command.Moment `placeholder:"TIME" help:"Calls before a time."`
	Text      string         `placeholder:"TEXT" help:"Calls with the text in the request, the response or the path."`
	Before    string         `placeholder:"RID" help:"Calls older than one: the next of the page before."`
	Limit     int            `default:"50" help:"How many, 1 to 200 (${default})."`
	command.Service
}

// Run lists calls.
func (c *listCalls) Run(ctx context.Context, s *command.Streams) error {
	values := query("app", c.App, "interface", c.Interface, "code", c.Code, "from", string(c.From), "to", string(c.To),
		"text", c.Text, "before", c.Before, "limit", fmt.Sprint(c.Limit))
	return do(ctx, s, c.Service, "GET", "/api/calls", values, nil, "calls", "at", "kind", "code", "interface", "appid", "cost", "rid", "reason")
}

type showCall struct {
	RID string `arg:"" name:"rid" help:"The rid of the call."`
	command.Service
}

// Run shows a call.
func (c *showCall) Run(ctx context.Context, s *command.Streams) error {
	return do(ctx, s, c.Service, "GET", at("/api/calls/%s", c.RID), nil, nil, "")
}

type tailCalls struct {
	Count int `placeholder:"N" help:"Stop after so many calls; never if it is left out."`
	command.Service
}

// tailed is what a line of text says of a call.
type tailed struct {
	Kind string `json:"kind"`
	Call *struct {
		At        time.Time `json:"at"`
		Kind      string    `json:"kind"`
		Reason    string    `json:"reason"`
		Code      int       `json:"code"`
		Interface string    `json:"interface"`
		AppID     string    `json:"appid"`
		Cost      string    `json:"cost"`
		RID       string    `json:"rid"`
	} `json:"call"`
}

// Run prints calls until the service stops or the command is interrupted.
func (c *tailCalls) Run(ctx context.Context, s *command.Streams) error {
	service, err := c.Open(ctx)
	if err != nil {
		return err
	}
	resp, err := service.Stream(ctx, "GET", "/api/feed", nil, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	lines, seen := bufio.NewScanner(resp.Body), 0
	lines.Buffer(nil, 1<<20)
	for (c.Count == 0 || seen < c.Count) && lines.Scan() {
		var event struct {
			Kind string          `json:"kind"`
			Call json.RawMessage `json:"call"`
		}
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			return fmt.Errorf("the console's answer: %w", err)
		}
		if event.Kind != "call" {
			continue
		}
		seen++
		if err := c.print(s, lines.Bytes(), event.Call); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("ask the console: %w", err)
	}
	return nil
}

func (c *tailCalls) print(s *command.Streams, line, call []byte) error {
	if c.JSON {
		return s.PassJSON(call)
	}
	var t tailed
	if err := json.Unmarshal(line, &t); err != nil || t.Call == nil {
		return errors.Join(errors.New("the console's answer has no call"), err)
	}
	text := fmt.Sprintf("%s  %-8s  %-6d %-22s %s  %s  %s  %s", t.Call.At.Format(time.RFC3339), t.Call.Kind, t.Call.Code,
		weixin.PrintableText(t.Call.Interface), weixin.PrintableText(t.Call.AppID), t.Call.Cost, t.Call.RID, command.OneLine(weixin.PrintableText(t.Call.Reason)))
	return s.Printf("%s\n", strings.TrimRight(text, " "))
}
