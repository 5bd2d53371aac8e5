package cli

import (
	"errors"
	"regexp"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// parserSays are the formats of what the parser says of a line that it cannot understand,
// so that they can be said in other languages. The first that fits is taken.
func parserSays() []string {
	return []string{
		"unexpected argument %s, did you mean one of %s?", "unexpected argument %s, did you mean %s?", "unexpected argument %s",
		"unknown flag %s, did you mean one of %s?", "unknown flag %s, did you mean %s?", "unknown flag %s",
		"missing flags: %s", "missing positional arguments %s", "expected one of %s", "expected %s",
		"%s must be one of %s but got %s", "%s and %s can't be used together", "%s (from envar %s)",
	}
}

// misunderstood is an error of the parser as one of ours, with the commands that may be
// meant.
func (p *Program) misunderstood(err error, args []string) error {
	if near := p.endingIn(args); len(near) > 0 {
		return command.Errorf("unexpected argument %s, did you mean %s?", args[0], strings.Join(near, ", "))
	}
	text := err.Error()
	if said, ok := errors.AsType[*command.Said](err); ok && text != said.Error() {
		if before, ok := strings.CutSuffix(text, said.Error()); ok {
			return command.Errorf("%s%w", before, said)
		}
	}
	for _, format := range parserSays() {
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(format), "%s", "(.+?)") + "$"
		if found := regexp.MustCompile(pattern).FindStringSubmatch(text); found != nil {
			parts := make([]any, len(found)-1)
			for i, part := range found[1:] {
				parts[i] = part
			}
			return command.Errorf(format, parts...)
		}
	}
	return err
}

// endingIn are the commands whose last words a line begins with, where none is of that
// name: "calls list" for "admin calls list".
func (p *Program) endingIn(args []string) []string {
	var words []string
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") {
			break
		}
		words = append(words, arg)
	}
	for _, child := range p.parser.Model.Children {
		if len(words) == 0 || child.Name == words[0] {
			return nil
		}
	}
	for n := min(len(words), 2); n > 0; n-- {
		var near []string
		for _, leaf := range p.parser.Model.Leaves(true) {
			if strings.HasSuffix(leaf.Path(), " "+strings.Join(words[:n], " ")) && len(near) < 3 {
				near = append(near, leaf.FullPath())
			}
		}
		if near != nil {
			return near
		}
	}
	return nil
}
