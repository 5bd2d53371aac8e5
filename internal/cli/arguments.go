package cli

import (
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// negative is an argument that the parser would take for a short flag; none of
// ours is a digit.
var negative = regexp.MustCompile(`^-\.?\d`)

// spelled returns arguments as the parser understands them: help and version in
// the ways that people ask for them, and negative values.
func spelled(model *kong.Application, args []string) []string {
	switch {
	case len(commands(args)) == 0 && len(formFlags(args)) == len(args):
		return append(slices.Clone(args), "--help")
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	case len(args) == 1 && args[0] == "-V":
		return []string{"version"}
	case args[0] == "run", args[0] == "__complete":
		return args // what follows is another's
	}
	if words := commands(args); len(words)+len(formFlags(args)) == len(args) && find(model.Node, words) != nil {
		return append(slices.Clone(args), "--help")
	}
	return negatives(model.Node, args)
}

// formFlags are the arguments that say in which form a line is answered, with their
// values.
func formFlags(args []string) []string {
	var found []string
	for i, arg := range args {
		name, _, assigned := strings.Cut(arg, "=")
		if name == "--lang" || name == "--color" {
			found = append(found, arg)
			if !assigned && i+1 < len(args) {
				found = append(found, args[i+1])
			}
		}
	}
	return found
}

// commands are the arguments without those of the form.
func commands(args []string) []string {
	flags := formFlags(args)
	return slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return strings.HasPrefix(arg, "--") || slices.Contains(flags, arg) })
}

// find returns the group of commands that is named and nothing else, nil if
// there is more or less.
func find(node *kong.Node, args []string) *kong.Node {
	for _, arg := range args {
		i := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == arg })
		if i < 0 {
			return nil
		}
		node = node.Children[i]
	}
	if len(node.Children) == 0 {
		return nil
	}
	return node
}

// negatives joins a negative value to its flag, and puts negative arguments
// after a --.
func negatives(node *kong.Node, args []string) []string {
	var kept, moved []string
	for i, arg := range args {
		if arg == "--" {
			return append(append(append(kept, "--"), moved...), args[i+1:]...)
		}
		if !negative.MatchString(arg) {
			kept = append(kept, arg)
			continue
		}
		if last := len(kept) - 1; last >= 0 && takesValue(node, kept[last]) {
			kept[last] += "=" + arg
			continue
		}
		moved = append(moved, arg)
	}
	if len(moved) > 0 {
		kept = append(append(kept, "--"), moved...)
	}
	return kept
}

// takesValue reports whether an argument is the name of a flag that a value
// follows.
func takesValue(node *kong.Node, arg string) bool {
	name, isFlag := strings.CutPrefix(arg, "--")
	if !isFlag || strings.Contains(name, "=") {
		return false
	}
	named := func(f *kong.Flag) bool { return f.Name == name && !f.IsBool() }
	return slices.ContainsFunc(node.Flags, named) ||
		slices.ContainsFunc(node.Children, func(n *kong.Node) bool { return takesValue(n, arg) })
}
