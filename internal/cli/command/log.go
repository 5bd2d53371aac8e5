package command

import (
	"log/slog"

	"github.com/wxastore/wxastore/weixin"
)

// SayAttr is an attribute of a record of the log whose value is said in a language where
// that is an error. All other values stay as they are.
func SayAttr(lang weixin.Language, a slog.Attr) slog.Attr {
	if err, ok := a.Value.Any().(error); ok {
		a.Value = slog.StringValue(ErrorText(lang, err))
	}
	return a
}

// TextLog is a log of attributes on standard error. On a terminal its messages and errors
// are said in the language of the look; what programs read is in English.
func (s *Streams) TextLog(level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if OnTerminal(s.Err) {
		options.ReplaceAttr = func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) == 0 && a.Key == slog.MessageKey {
				return slog.String(a.Key, Translate(s.Look.Lang, a.Value.String()))
			}
			return SayAttr(s.Look.Lang, a)
		}
	}
	return slog.New(slog.NewTextHandler(s.Err, options))
}
