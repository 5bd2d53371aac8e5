package admin

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

type tailCalls struct {
	Count     int          `placeholder:"N" help:"Stop after this many calls; never if it is left out."`
	Since     string       `placeholder:"DURATION" help:"First the calls of the last while, such as 15m: the newest 2,000 of them at most."`
	Failed    bool         `help:"Only calls that failed in any way."`
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
  wxastore admin calls tail --since 15m
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
	printed, seen, err := c.printSince(ctx, s, service)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(feed)
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
		if !c.wants(call) || printed[call.RID] {
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

// mostSince is how many earlier calls are printed.
const mostSince = 2000

// printSince prints the calls of the last while, the oldest first, and returns their rids:
// the feed, which was opened before, may have some of them again.
func (c *tailCalls) printSince(ctx context.Context, s *command.Streams, service *command.Console) (printed map[string]bool, seen int, err error) {
	if c.Since == "" {
		return nil, 0, nil
	}
	in := api.CallFilter{Limit: 200, CallSelection: api.CallSelection{
		Since: c.Since, Failed: c.Failed, App: c.App, Interface: c.Interface, Direction: api.DirectionIn,
	}}
	if c.Code != nil {
		in.Code = new(int(*c.Code))
	}
	var calls []api.Call
	for len(calls) < mostSince {
		list, err := command.Do(ctx, service, api.ListCalls, in)
		if err != nil {
			return nil, 0, err
		}
		calls = append(calls, list.Calls...)
		if in.Before = list.Next; in.Before == "" {
			break
		}
	}
	printed = make(map[string]bool)
	for _, call := range slices.Backward(calls) {
		printed[call.RID] = true
		if c.Count > 0 && seen == c.Count {
			break
		}
		text, err := json.Marshal(call)
		if err != nil {
			return nil, 0, command.Errorf("the console's answer: %w", err)
		}
		seen++
		if err := c.print(s, text, call); err != nil {
			return nil, 0, err
		}
	}
	return printed, seen, nil
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
