package manual

import (
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// The widths of help: of a terminal that is wider only so much is used, and where there
// is none it is that of most.
const (
	widest     = 100
	usual      = 80
	widestLeft = 30
)

// printer writes help.
type printer struct {
	look command.Look
	vars kong.Vars
	text strings.Builder
}

// Help is how a command, a group of commands or the whole program is used.
func Help(node *kong.Node, look command.Look) string {
	switch {
	case look.Width == 0:
		look.Width = usual
	case look.Width > widest:
		look.Width = widest
	}
	top := root(node)
	p := &printer{look: look, vars: top.Tag.Vars}
	p.text.WriteString(p.title("Usage:") + " " + usage(node) + "\n")
	if node.Help != "" {
		p.paragraphs(short(look.Lang, node))
	}
	p.paragraphs(node.Detail)
	if node == top {
		p.groups(node)
	} else {
		p.commands(node)
	}
	p.arguments(node)
	p.flags("Flags:", flags(node))
	p.flags("Flags of every command:", inherited(node))
	if len(node.Children) > 0 {
		p.paragraphs(command.Translate(look.Lang, "wxastore help COMMAND says more about a command."))
	}
	return p.text.String()
}

// usage is the form of a command line.
func usage(node *kong.Node) string {
	if node.Parent == nil {
		return node.Name + " <command> [flags]"
	}
	return root(node).Name + " " + node.Summary()
}

func (p *printer) title(english string) string {
	return command.Paint(p.look.Color, command.Bold, command.Translate(p.look.Lang, english))
}

// paragraphs writes a long text.
func (p *printer) paragraphs(detail string) {
	for _, one := range paragraphs(detail) {
		p.text.WriteByte('\n')
		for _, line := range one.lines {
			p.text.WriteString(command.Paint(p.look.Color, command.Cyan, line) + "\n")
		}
		if one.text != "" {
			p.text.WriteString(p.look.Hang("", command.Translate(p.look.Lang, one.text)))
		}
	}
}

// row is a name and what it is.
type row struct{ name, about string }

// rows writes names and what they are in two columns.
func (p *printer) rows(rows []row) {
	left := 0
	for _, r := range rows {
		if w := command.Cells(r.name); w <= widestLeft {
			left = max(left, w)
		}
	}
	for _, r := range rows {
		label := "  " + command.Pad(r.name, left+2)
		if command.Cells(r.name) > left {
			p.text.WriteString("  " + r.name + "\n")
			label = strings.Repeat(" ", left+4)
		}
		hung := p.look.Hang(label, r.about)
		if name, rest, ok := strings.Cut(hung, r.name); ok && p.look.Color {
			hung = name + command.Paint(true, command.Cyan, r.name) + rest
		}
		p.text.WriteString(hung)
	}
}

// groups writes the commands of the program by what they are for.
func (p *printer) groups(node *kong.Node) {
	var order []string
	rows := make(map[string][]row)
	for _, child := range visible(node) {
		group := ""
		if child.Group != nil {
			group = child.Group.Title
		}
		if rows[group] == nil {
			order = append(order, group)
		}
		rows[group] = append(rows[group], row{child.Name, short(p.look.Lang, child)})
	}
	for _, group := range order {
		p.text.WriteString("\n" + p.title(group) + "\n")
		p.rows(rows[group])
	}
}

// commands writes the commands of a group, each group of it under its title.
func (p *printer) commands(node *kong.Node) {
	var own []row
	for _, child := range visible(node) {
		if child.Leaf() {
			own = append(own, row{child.Path(), short(p.look.Lang, child)})
		}
	}
	if len(own) > 0 {
		p.text.WriteString("\n" + p.title("Commands:") + "\n")
		p.rows(own)
	}
	for _, child := range visible(node) {
		if child.Leaf() {
			continue
		}
		var rows []row
		for _, leaf := range child.Leaves(true) {
			rows = append(rows, row{leaf.Path(), short(p.look.Lang, leaf)})
		}
		p.text.WriteString("\n" + p.title(title(p.look.Lang, child)) + "\n")
		p.rows(rows)
	}
}

// arguments writes what is given without a flag.
func (p *printer) arguments(node *kong.Node) {
	var rows []row
	for _, arg := range node.Positional {
		rows = append(rows, row{arg.Summary(), about(p.look.Lang, p.vars, arg)})
	}
	if len(rows) > 0 {
		p.text.WriteString("\n" + p.title("Arguments:") + "\n")
		p.rows(rows)
	}
}

func (p *printer) flags(heading string, flags []*kong.Flag) {
	var rows []row
	for _, f := range flags {
		rows = append(rows, row{flagName(f), about(p.look.Lang, p.vars, f.Value)})
	}
	if len(rows) > 0 {
		p.text.WriteString("\n" + p.title(heading) + "\n")
		p.rows(rows)
	}
}
