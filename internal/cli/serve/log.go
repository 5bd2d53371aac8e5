package serve

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// logger is the log on standard error: for people on a terminal, in their language, and for
// programs elsewhere.
func (c *Command) logger(s *command.Streams) *slog.Logger {
	switch {
	case c.LogFormat == "json":
		return slog.New(slog.NewJSONHandler(s.Err, &slog.HandlerOptions{Level: c.LogLevel}))
	case c.LogFormat == "auto" && command.OnTerminal(s.Err):
		return slog.New(&lines{level: c.LogLevel, look: s.Look, out: &output{to: s.Err}})
	}
	return s.TextLog(c.LogLevel)
}

// output is written to by one line at a time.
type output struct {
	sync.Mutex
	to io.Writer
}

// lines is a log that people read: a line for each call, in fixed columns.
type lines struct {
	level slog.Level
	look  command.Look
	out   *output
	attrs []slog.Attr
	group string
}

// Enabled implements slog.Handler.
func (l *lines) Enabled(_ context.Context, level slog.Level) bool { return level >= l.level }

// WithAttrs implements slog.Handler.
func (l *lines) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *l
	with.attrs = l.attrs[:len(l.attrs):len(l.attrs)]
	for _, a := range attrs {
		with.attrs = append(with.attrs, command.SayAttr(l.look.Lang, a))
	}
	return &with
}

// WithGroup implements slog.Handler.
func (l *lines) WithGroup(name string) slog.Handler {
	with := *l
	with.group += name + "."
	return &with
}

// Handle implements slog.Handler.
func (l *lines) Handle(_ context.Context, r slog.Record) error {
	attrs := l.attrs[:len(l.attrs):len(l.attrs)]
	r.Attrs(func(a slog.Attr) bool {
		a.Key = l.group + a.Key
		attrs = append(attrs, command.SayAttr(l.look.Lang, a))
		return true
	})
	line := l.record(r, attrs)
	if r.Message == "call" {
		line = l.call(r, attrs)
	}
	l.out.Lock()
	defer l.out.Unlock()
	_, err := io.WriteString(l.out.to, line+"\n")
	return err
}

// call is the line of a call.
func (l *lines) call(r slog.Record, attrs []slog.Attr) string {
	c := command.CallLine{At: r.Time}
	for _, a := range attrs {
		v := a.Value.Resolve()
		switch a.Key {
		case "method":
			c.Method = v.String()
		case "path":
			c.Path = v.String()
		case "app":
			c.AppID = v.String()
		case "code":
			c.Code = int(v.Int64())
		case "took":
			c.Took = v.Duration()
		case "reason":
			c.Reason = v.String()
		}
	}
	return c.As(l.look.Errors, l.look.Width)
}

// record is any other line.
func (l *lines) record(r slog.Record, attrs []slog.Attr) string {
	style := command.Bold
	switch {
	case r.Level >= slog.LevelError:
		style = command.Red
	case r.Level >= slog.LevelWarn:
		style = command.Yellow
	}
	var rest []string
	for _, a := range attrs {
		rest = append(rest, a.Key+"="+weixin.PrintableText(a.Value.Resolve().String()))
	}
	text := command.Paint(l.look.Errors, command.Dim, command.Clock(r.Time)) + " " +
		command.Paint(l.look.Errors, style, command.Pad(strings.ToLower(r.Level.String()), 5)) + " " + weixin.PrintableText(command.Translate(l.look.Lang, r.Message))
	if len(rest) > 0 {
		text += " " + command.Paint(l.look.Errors, command.Dim, command.OneLine(strings.Join(rest, " ")))
	}
	return text
}
