package admin

import (
	"bufio"
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
	Count int `placeholder:"N" help:"Stop after this many calls; never if it is left out."`
	command.Service
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
		seen++
		if err := c.print(s, event.Call); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil && ctx.Err() == nil {
		return command.Errorf("ask the console: %w", err)
	}
	return nil
}

func (c *tailCalls) print(s *command.Streams, text json.RawMessage) error {
	if c.JSON {
		return s.PassJSON(text)
	}
	var call api.Call
	if err := json.Unmarshal(text, &call); err != nil {
		return command.Errorf("the console's answer: %w", err)
	}
	line := fmt.Sprintf("%s  %-8s  %-6d %-22s %s  %s  %s  %s", call.At.Format(time.RFC3339), call.Kind, call.Code,
		weixin.PrintableText(call.Interface), weixin.PrintableText(call.AppID), call.Cost, call.RID, command.OneLine(weixin.PrintableText(call.Reason)))
	return s.Printf("%s\n", strings.TrimRight(line, " "))
}
