package manual

import (
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// Page is the manual page of the program, in the language of man, with all commands.
func Page(app *kong.Node, lang weixin.Language, date, version string) string {
	w := &roff{lang: lang, vars: app.Tag.Vars}
	w.line(`.TH WXASTORE 1 ` + date + ` "wxastore ` + version + `" "` + escape(w.say("wxastore's manual")) + `"`)
	w.request("SH", w.say("NAME"))
	w.line("wxastore \\- " + escape(w.say("serve and call Weixin's interfaces of store Mini Programs")))
	w.request("SH", w.say("SYNOPSIS"))
	w.line("\\fBwxastore\\fR " + escape("<command> [flags]"))
	w.request("SH", w.say("DESCRIPTION"))
	w.paragraphs(app.Help)
	w.paragraphs(app.Detail)
	w.request("SH", w.say("COMMANDS"))
	for _, leaf := range app.Leaves(true) {
		w.command(leaf)
	}
	w.request("SH", w.say("FLAGS OF EVERY COMMAND"))
	w.flags(flags(app))
	w.request("SH", w.say("EXIT STATUS"))
	w.paragraphs("0 for success, 1 for a failure or an errcode other than 0, 2 for wrong usage. Of parity, 2 and 3 are differences, and wrong usage is 1.")
	return w.text.String()
}

// roff writes the language of man.
type roff struct {
	lang weixin.Language
	vars kong.Vars
	text strings.Builder
}

func (w *roff) say(english string) string { return command.Translate(w.lang, english) }

// escape writes a text so that it means itself.
func escape(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "^", `\(ha`, "~", `\(ti`, "`", `\(ga`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}

// request writes a line that man obeys.
func (w *roff) request(name string, args ...string) {
	w.text.WriteString("." + name)
	for _, arg := range args {
		w.text.WriteString(` "` + strings.ReplaceAll(escape(arg), `"`, `\(dq`) + `"`)
	}
	w.text.WriteByte('\n')
}

// lineWidth is how long a line of text is at most.
const lineWidth = 72

// sentences writes text.
func (w *roff) sentences(text string) {
	for _, line := range command.Wrap(text, lineWidth) {
		w.line(escape(line))
	}
}

// line writes a line that is escaped already.
func (w *roff) line(text string) { w.text.WriteString(text + "\n") }

// paragraphs writes a long text. A paragraph follows its heading at once.
func (w *roff) paragraphs(detail string) {
	for _, one := range paragraphs(detail) {
		if one.text != "" {
			if !w.atHeading() {
				w.request("PP")
			}
			w.sentences(w.say(one.text))
			continue
		}
		if !w.atHeading() {
			w.request("PP")
		}
		w.request("RS", "4")
		w.request("nf")
		for _, line := range one.lines {
			w.line(escape(strings.TrimPrefix(line, "  ")))
		}
		w.request("fi")
		w.request("RE")
	}
}

// atHeading reports whether the last line is a heading.
func (w *roff) atHeading() bool {
	lines := strings.Split(strings.TrimSuffix(w.text.String(), "\n"), "\n")
	last := lines[len(lines)-1]
	return strings.HasPrefix(last, ".SH") || strings.HasPrefix(last, ".SS")
}

// command writes a command with its arguments and flags.
func (w *roff) command(leaf *kong.Node) {
	w.request("SS", root(leaf).Name+" "+leaf.Summary())
	w.sentences(short(w.lang, leaf))
	w.paragraphs(leaf.Detail)
	for _, arg := range leaf.Positional {
		w.tagged(arg.Summary(), about(w.lang, w.vars, arg))
	}
	w.flags(flags(leaf))
}

func (w *roff) flags(flags []*kong.Flag) {
	for _, f := range flags {
		w.tagged(strings.TrimSpace(flagName(f)), about(w.lang, w.vars, f.Value))
	}
}

// tagged writes a name and what it is.
func (w *roff) tagged(name, about string) {
	w.request("TP")
	w.line(`\fB` + escape(name) + `\fR`)
	w.sentences(about)
}
