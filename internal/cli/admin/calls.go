package admin

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

type tailCalls struct {
	Count     int          `placeholder:"N" help:"Stop after this many calls; never if it is left out."`
	Failed    bool         `help:"Only calls that were not answered as they asked."`
	App       string       `placeholder:"APPID" help:"Only calls of one account."`
	Interface string       `placeholder:"NAME" help:"Only calls of one interface."`
	Code      *weixin.Code `placeholder:"ERRCODE" help:"Only calls that were answered one errcode."`
	command.Service
}

// Help is the long text of tail --help.
func (tailCalls) Help() string {
	return `On a terminal a call is a line of the time in China, the errcode, method and path,
the account, how long it took, its rid, and why it was refused.

  wxastore admin calls tail --failed
  wxastore admin calls tail --app wx0123456789abcdef --json | jq .reason`
}

// Run prints calls until the service stops or the command is interrupted.
func (c *tailCalls) Run(ctx context.Context, s *command.Streams) error {
	service, err := c.Open(ctx)
	if err != nil {
		return err
	}
	feed, err := command.Do(ctx, service, api.Feed, api.None{})
	if err != nil {
		return err
	}
	defer feed.Close()
	lines, seen := bufio.NewScanner(feed), 0
	lines.Buffer(nil, 1<<20)
	for (c.Count == 0 || seen < c.Count) && lines.Scan() {
		var event struct {
			Kind api.EventKind
			Call json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			return command.Errorf("the console's answer: %w", err)
		}
		if event.Kind != api.EventCall {
			continue
		}
		var call api.Call
		if err := json.Unmarshal(event.Call, &call); err != nil {
			return command.Errorf("the console's answer: %w", err)
		}
		if !c.wants(call) {
			continue
		}
		seen++
		if err := c.print(s, event.Call, call); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil && ctx.Err() == nil {
		return command.Errorf("ask the console: %w", err)
	}
	return nil
}

// wants reports whether a call is one of those that are asked for.
func (c *tailCalls) wants(call api.Call) bool {
	return (!c.Failed || call.Kind != "answered") && (c.App == "" || call.AppID == c.App || call.Claimed == c.App) &&
		(c.Interface == "" || call.Interface == c.Interface) && (c.Code == nil || call.Code == int(*c.Code))
}

func (c *tailCalls) print(s *command.Streams, text json.RawMessage, call api.Call) error {
	switch {
	case c.JSON:
		return s.PassJSON(text)
	case s.Look.Terminal:
		return s.Show(callLine(call).As(s.Look.Color, s.Look.Width) + "\n")
	}
	line := fmt.Sprintf("%s  %-8s  %-6d %-22s %s  %s  %s  %s", command.Time(call.At), call.Kind, call.Code,
		call.Interface, call.AppID, command.Span(time.Duration(call.Cost)), call.RID, call.Reason)
	return s.Show(strings.TrimRight(weixin.PrintableText(strings.ReplaceAll(line, "\n", " ")), " ") + "\n")
}

func callLine(call api.Call) command.CallLine {
	return command.CallLine{
		At: call.At, Kind: call.Kind, Code: call.Code, Method: call.Method, Path: call.Path,
		AppID: cmp.Or(call.AppID, call.Claimed), Took: time.Duration(call.Cost), RID: call.RID, Reason: call.Reason,
	}
}

// printCalls prints a list of calls on a terminal, a line each.
func printCalls(s *command.Streams, answer json.RawMessage) error {
	var list api.CallList
	if err := json.Unmarshal(answer, &list); err != nil {
		return command.Errorf("the console's answer: %w", err)
	}
	var text strings.Builder
	for _, call := range list.Calls {
		text.WriteString(callLine(call).As(s.Look.Color, s.Look.Width) + "\n")
	}
	if list.Next != "" {
		text.WriteString(s.Say("older ones: --before %s\n", weixin.PrintableText(list.Next)))
	}
	return s.Show(text.String())
}
