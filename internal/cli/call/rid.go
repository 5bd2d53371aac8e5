package call

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// RID looks up a call.
type RID struct {
	Text []string `arg:"" name:"rid" help:"The rid, or the errmsg or whole answer that holds it."`

	Connection
	Bearer
}

// Help is the long text of rid --help.
func (RID) Help() string {
	return `Prints what a call sent and was answered, and why, where the service is
wxastore. Only the account that made the call may look it up, for seven days. The
service cuts credentials short.

  wxastore rid 6aac0064-355b48ab-4c5b487e
  wxastore rid '{"errcode":47001,"errmsg":"data format error rid: 61334bd2-26ac356f-0eb9e0f6"}'`
}

// lookedUp is what --json prints.
type lookedUp struct {
	weixin.Status
	RID         weixin.RID          `json:"rid"`
	Ending      *journal.Ending     `json:"ending,omitempty"`
	Request     weixin.RIDInfo      `json:"request"`
	Explanation *weixin.Explanation `json:"explanation"`
}

// Run looks the call up and prints it.
func (c *RID) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	rid, ok := findRID(strings.Join(c.Text, " "))
	if !ok {
		return command.Usagef("there is no rid in %.200q: it is three groups of eight hex digits, such as 6aac0064-355b48ab-4c5b487e, at the end of an errmsg", strings.Join(c.Text, " "))
	}
	var header endings
	calls, err := c.OpenAs(s, c.Bearer, parsed, client.WithHTTPClient(&http.Client{Transport: &header}))
	if err != nil {
		return err
	}
	ctx, cancel := c.Deadline(ctx)
	defer cancel()
	info, err := calls.GetRIDInfo(ctx, rid)
	if err != nil {
		return command.Errorf("looking up %s: %w", rid, err)
	}
	found := lookedUp{Status: weixin.Success(), RID: rid, Ending: header.last, Request: info, Explanation: explainAnswer(info.ResponseBody, s.Look.Lang)}
	return c.Print(s, found, "%s", found.describe(s))
}

// endings reads what wxastore says of a call in a header; Weixin has none.
type endings struct{ last *journal.Ending }

// RoundTrip sends a request.
func (e *endings) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return resp, err
	}
	var ending journal.Ending
	if json.Unmarshal([]byte(resp.Header.Get(journal.EndingHeader)), &ending) == nil {
		e.last = &ending
	}
	return resp, nil
}

var ridInText = regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}\b`)

// findRID returns the first rid in a text.
func findRID(text string) (weixin.RID, bool) {
	rid := ridInText.FindString(text)
	return weixin.RID(rid), rid != ""
}

// explainAnswer explains the errcode of an answer, if it has one. The answer
// may have been cut off.
func explainAnswer(answer string, lang weixin.Language) *weixin.Explanation {
	var status weixin.Status
	if err := json.Unmarshal([]byte(answer), &status); err != nil || status.ErrCode == weixin.OK {
		return nil
	}
	if e, ok := status.ErrCode.Explain(lang); ok {
		return &e
	}
	return nil
}

// describe returns the text for people.
func (l lookedUp) describe(s *command.Streams) string {
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			b.WriteString(command.Pad(s.Say(label), 9) + strings.ReplaceAll(value, "\n", "\n         ") + "\n")
		}
	}
	line("rid", string(l.RID))
	if e := l.Ending; e != nil {
		line("ended", weixin.PrintableText(command.EndedAs(s, *e)))
		line("reason", weixin.PrintableText(e.Reason))
	}
	line("time", command.Time(time.Unix(l.Request.InvokeTime, 0)))
	line("cost", fmt.Sprintf("%d ms", l.Request.CostInMS))
	line("client", weixin.PrintableText(l.Request.ClientIP))
	line("query", weixin.PrintableText(l.Request.RequestURL))
	line("request", command.Readable(l.Request.RequestBody))
	line("response", command.Readable(l.Request.ResponseBody))
	if e := l.Explanation; e != nil {
		b.WriteString(s.Look.Hang(s.Look.Label("means:"), e.Means) + s.Look.Hang(s.Look.Label("do:"), e.Do))
	}
	return b.String()
}
