package manual

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// paragraph is a piece of a long text: sentences, or lines to copy.
type paragraph struct {
	text  string
	lines []string // of an example
}

// paragraphs are the pieces of a long text. The sentences of a piece are one line, which
// is the key of its translation.
func paragraphs(detail string) []paragraph {
	var all []paragraph
	for block := range strings.SplitSeq(strings.Trim(detail, "\n"), "\n\n") {
		lines := strings.Split(strings.TrimRight(block, " \n"), "\n")
		switch {
		case block == "":
		case strings.HasPrefix(lines[0], "  "):
			all = append(all, paragraph{lines: lines})
		default:
			all = append(all, paragraph{text: strings.Join(strings.Fields(block), " ")})
		}
	}
	return all
}

// short is what a command does, in a sentence. That of a group may be its title and a
// list of names.
func short(lang weixin.Language, node *kong.Node) string {
	said := command.Translate(lang, node.Help)
	if title, names, ok := strings.Cut(node.Help, ": "); ok && said == node.Help && lang == weixin.Chinese && len(node.Children) > 0 {
		return command.Translate(lang, title) + "：" + strings.TrimSuffix(names, ".") + "。"
	}
	return said
}

// title is what the commands of a group are about.
func title(lang weixin.Language, node *kong.Node) string {
	text, _, _ := strings.Cut(node.Help, ": ")
	return command.Translate(lang, strings.TrimSuffix(text, "."))
}

// about says what a flag or an argument is, with the variable of the environment that
// gives it.
func about(lang weixin.Language, vars kong.Vars, v *kong.Value) string {
	said := v.Help
	if lang == weixin.Chinese {
		if text := command.Translate(lang, v.OrigHelp); text != v.OrigHelp {
			pairs := []string{"${default}", v.Default, "${enum}", v.Enum}
			for name, value := range vars {
				pairs = append(pairs, "${"+name+"}", value)
			}
			said = strings.NewReplacer(pairs...).Replace(text)
		}
	}
	if len(v.Tag.Envs) == 0 {
		return said
	}
	env := "$" + strings.Join(v.Tag.Envs, ", $")
	if bare, ok := strings.CutSuffix(said, "。"); ok {
		return bare + "（" + env + "）。"
	}
	if bare, ok := strings.CutSuffix(said, "."); ok {
		return bare + " (" + env + ")."
	}
	return said + " (" + env + ")"
}

// flagName is how a flag is written.
func flagName(f *kong.Flag) string {
	name := "    --"
	if f.Short != 0 {
		name = "-" + string(f.Short) + ", --"
	}
	switch {
	case f.IsBool() && f.Tag.Negatable != "":
		return name + "[no-]" + f.Name
	case f.IsBool():
		return name + f.Name
	}
	return name + f.Name + "=" + f.FormatPlaceHolder()
}

// root is the whole grammar that a node is of.
func root(node *kong.Node) *kong.Node {
	for node.Parent != nil {
		node = node.Parent
	}
	return node
}

// visible are the children that are shown.
func visible(node *kong.Node) []*kong.Node {
	return slices.DeleteFunc(slices.Clone(node.Children), func(child *kong.Node) bool { return child.Hidden })
}

// flags are those of a node itself that are shown.
func flags(node *kong.Node) []*kong.Flag {
	return slices.DeleteFunc(slices.Clone(node.Flags), func(f *kong.Flag) bool { return f.Hidden })
}

// inherited are the flags that a node takes from those that it is in.
func inherited(node *kong.Node) []*kong.Flag {
	if node.Parent == nil {
		return nil
	}
	return append(flags(node.Parent), inherited(node.Parent)...)
}

// Texts are all that help and the manual page say about a node and what is in it, as it
// stands in the grammar: the keys of its translations.
func Texts(node *kong.Node) []string {
	var all []string
	if len(node.Children) > 0 && node.Parent != nil && node.Parent.Parent != nil {
		all = append(all, title(weixin.English, node))
	} else {
		for _, one := range paragraphs(node.Help) {
			all = append(all, one.text)
		}
	}
	for _, one := range paragraphs(node.Detail) {
		all = append(all, one.text)
	}
	if node.Group != nil {
		all = append(all, node.Group.Title)
	}
	for _, f := range flags(node) {
		all = append(all, f.OrigHelp)
	}
	for _, arg := range node.Positional {
		all = append(all, arg.OrigHelp)
	}
	for _, child := range visible(node) {
		all = append(all, Texts(child)...)
	}
	return slices.DeleteFunc(all, func(text string) bool { return text == "" })
}
