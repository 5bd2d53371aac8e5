package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// helpFlag is --help. It is obeyed before anything else is looked at.
type helpFlag bool

// helpAsked ends the parsing of a line that asks for help.
type helpAsked struct{ node *kong.Node }

func (helpAsked) Error() string { return "help" }

// BeforeReset is called by the parser when the flag is there.
func (helpFlag) BeforeReset(ctx *kong.Context) error {
	if selected := ctx.Selected(); selected != nil {
		return helpAsked{selected}
	}
	return helpAsked{ctx.Model.Node}
}

// versionFlag is --version.
type versionFlag bool

var errVersionAsked = errors.New("version")

// BeforeReset is called by the parser when the flag is there.
func (versionFlag) BeforeReset() error { return errVersionAsked }

// form is how a line asks to be answered.
type form struct {
	json        bool
	lang, color string
}

// formOf reads the form of a line, which need not be one that can be parsed: what is
// wrong with it is said in its form, too. What follows -- is another's.
func formOf(args []string) form {
	f := form{}
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	for i, arg := range args {
		name, value, assigned := strings.Cut(arg, "=")
		if !assigned && i+1 < len(args) {
			value = args[i+1]
		}
		switch name {
		case "--json":
			f.json = true
		case "--lang":
			f.lang = value
		case "--color":
			f.color = value
		}
	}
	return f
}
