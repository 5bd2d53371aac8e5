package command

import (
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/wxastore/wxastore/weixin"
)

// Look is how text for people is shown.
type Look struct {
	Lang weixin.Language
	// Color says that standard output and Errors that standard error may be coloured.
	Color, Errors bool
	// Terminal says that standard output is one.
	Terminal bool
	// Width is that of the terminal on standard output, 0 where lines may have any
	// length.
	Width int
}

// LookOf is the look of streams in a language. When is always, never, or auto: on a
// terminal that shows colours, unless NO_COLOR is set.
func LookOf(s *Streams, lang weixin.Language, when string) Look {
	color := func(w io.Writer) bool {
		switch when {
		case "always":
			return true
		case "never":
			return false
		}
		return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && OnTerminal(w)
	}
	return Look{Lang: lang, Color: color(s.Out), Errors: color(s.Err), Terminal: OnTerminal(s.Out), Width: width(s.Out)}
}

// width is how wide a terminal is. COLUMNS says so of what is not one.
func width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return columns
		}
	}
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && columns > 0 {
		return columns
	}
	return 0
}

// OnTerminal reports whether w is a terminal.
func OnTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Style is how a piece of text stands out where there are colours.
type Style string

// The styles.
const (
	Bold   Style = "1"
	Dim    Style = "2"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
	Cyan   Style = "36"
)

// Paint shows a text in a style, if there are colours. The text must be printable.
func Paint(colored bool, style Style, text string) string {
	if !colored || strings.TrimSpace(text) == "" {
		return text
	}
	return "\x1b[" + string(style) + "m" + text + "\x1b[0m"
}
