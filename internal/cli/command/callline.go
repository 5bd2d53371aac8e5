package command

import (
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// CallLine is a call in the log of a terminal.
type CallLine struct {
	At           time.Time
	Kind         string // how it ended; "" where that is not known
	Code         int
	Method, Path string
	AppID        string
	Took         time.Duration
	RID, Reason  string
}

// As is the line, with colours or without, cut to a number of columns:
// 15:50:11.971 85056 POST /wxa/modify_merchant wx0123… 0.30ms reason.
func (c CallLine) As(colored bool, columns int) string {
	style, code := Green, strconv.Itoa(c.Code)
	switch {
	case c.Kind == "cut" || c.Kind == "gone":
		style, code = Yellow, c.Kind
	case c.Kind == "failed" || c.Code == int(weixin.SystemError):
		style = Red
	case c.Kind == "injected":
		style = Cyan
	case c.Code != 0:
		style = Yellow
	}
	visible := func(text string) string { return OneLine(weixin.PrintableText(text)) }
	begin := Clock(c.At) + " "
	code = Pad(code, 5)
	rest := " " + strings.Join(strings.Fields(visible(c.Method)+" "+visible(c.Path)+" "+visible(c.AppID)), " ") + " " + Span(c.Took)
	end := strings.TrimRight(" "+visible(c.Reason), " ")
	if c.RID != "" {
		end = "  " + visible(c.RID) + end
	}
	if columns > 0 {
		end = Cut(end, max(columns-Cells(begin+code+rest), 1))
	}
	return Paint(colored, Dim, begin) + Paint(colored, style, code) + rest + Paint(colored, Dim, end)
}
