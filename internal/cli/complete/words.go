package complete

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// Word is what may come next, and what it is.
type Word struct{ Text, About string }

// Next are the words that may stand in the place of the last one of a line, which may have
// begun. With files, the names of files may stand there, too.
func Next(app *kong.Node, line []string, lang weixin.Language) (words []Word, files bool) {
	if len(line) == 0 {
		line = []string{""}
	}
	c := cursor{node: app, lang: lang}
	before, last := line[:len(line)-1], line[len(line)-1]
	if last == "=" || last == `""` { // as bash splits --flag=, and PowerShell writes nothing
		last = ""
	}
	for _, word := range before {
		c.pass(word)
	}
	name, value, assigned := strings.Cut(last, "=")
	switch {
	case c.flag != nil:
		words, files = c.values(c.flag.Value)
	case c.ended:
		words, files = c.argument()
	case assigned && strings.HasPrefix(name, "--"):
		last = value
		if f := c.find(name); f != nil {
			words, files = c.values(f.Value)
		}
		for i := range words {
			words[i].Text = name + "=" + words[i].Text
		}
		last = name + "=" + value
	case strings.HasPrefix(last, "-"):
		words = c.flags()
	case len(c.node.Children) > 0:
		words = c.commands()
	default:
		words, files = c.argument()
	}
	return slices.DeleteFunc(words, func(w Word) bool { return !strings.HasPrefix(w.Text, last) }), files
}

// cursor is how far a command line is understood.
type cursor struct {
	node *kong.Node
	lang weixin.Language
	// flag is one whose value comes next.
	flag *kong.Flag
	// args are how many arguments there were; ended says that -- was there.
	args  int
	ended bool
}

// pass understands a word.
func (c *cursor) pass(word string) {
	switch {
	case word == "=": // as bash splits --flag=value
	case c.flag != nil:
		c.flag = nil
	case c.ended:
		c.args++
	case word == "--":
		c.ended = true
	case strings.HasPrefix(word, "-"):
		if f := c.find(word); f != nil && !f.IsBool() {
			c.flag = f
		}
	default:
		for _, child := range c.node.Children {
			if child.Name == word && !child.Hidden {
				c.node = child
				return
			}
		}
		c.args++
	}
}

// find is the flag of a name.
func (c *cursor) find(word string) *kong.Flag {
	for _, level := range c.node.AllFlags(true) {
		for _, f := range level {
			if word == "--"+f.Name || f.Short != 0 && word == "-"+string(f.Short) {
				return f
			}
		}
	}
	return nil
}

func (c *cursor) commands() []Word {
	var words []Word
	for _, child := range c.node.Children {
		if !child.Hidden {
			words = append(words, Word{child.Name, command.Translate(c.lang, child.Help)})
		}
	}
	return words
}

func (c *cursor) flags() []Word {
	var words []Word
	levels := c.node.AllFlags(true)
	slices.Reverse(levels)
	for _, level := range levels {
		for _, f := range level {
			words = append(words, Word{"--" + f.Name, command.Translate(c.lang, f.Help)})
		}
	}
	return words
}

// argument is what the argument that comes next may be.
func (c *cursor) argument() ([]Word, bool) {
	args := c.node.Positional
	switch {
	case c.node.Name == "run" || c.node.Name == "help":
		return nil, c.node.Name == "run"
	case c.args < len(args):
		return c.values(args[c.args])
	case len(args) > 0 && args[len(args)-1].IsCumulative():
		return c.values(args[len(args)-1])
	}
	return nil, false
}

// values are what a flag or an argument may be.
func (c *cursor) values(v *kong.Value) (words []Word, files bool) {
	kind := strings.ToUpper(v.Name)
	if v.Flag != nil {
		kind = v.Flag.FormatPlaceHolder()
	}
	switch {
	case v.Enum != "":
		for _, one := range v.EnumSlice() {
			words = append(words, Word{one, ""})
		}
	case v.Name == "name|path", v.Name == "name" && c.node.Name == "send", v.Name == "interface":
		for _, d := range weixin.Declarations() {
			words = append(words, Word{d.Name, command.TranslateTerm(c.lang, "interface."+d.Name, d.Title)})
		}
	}
	for _, name := range []string{"FILE", "DIR", "PATH"} {
		files = files || strings.Contains(kind, name)
	}
	return words, files && words == nil
}
