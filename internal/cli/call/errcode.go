package call

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// Errcode explains an errcode.
type Errcode struct {
	Code weixin.Code `arg:"" help:"The errcode of an answer."`

	command.Output
}

// Help is the long text of errcode --help.
func (Errcode) Help() string {
	return `Prints Weixin's exact text of the code, what it means and what to do. Many more
codes have a text than an explanation.

  wxastore errcode 40001
  wxastore errcode -1
  wxastore errcode 85056 --json
  wxastore errcode 85056 --lang zh`
}

// explained is what --json prints.
type explained struct {
	errorText
	Explanation *weixin.Explanation `json:"explanation"`
	Interfaces  []string            `json:"interfaces"`
}

// Run prints what is known of the code.
func (c *Errcode) Run(s *command.Streams) error {
	lang := s.Look.Lang
	explanation, isExplained := c.Code.Explain(lang)
	if c.Code.Text() == "" && !isExplained {
		return command.Errorf("%d: %w", c.Code, errUnknownCode)
	}
	e := explained{errorText: errorText{c.Code, c.Code.Text()}, Interfaces: []string{}}
	if isExplained {
		e.Explanation = &explanation
	}
	for _, d := range weixin.Declarations() {
		if slices.Contains(d.Codes(), c.Code) {
			e.Interfaces = append(e.Interfaces, d.Name)
		}
	}
	return c.Print(s, e, "%s", e.describe(s.Look))
}

var errUnknownCode = command.Errorf("no such errcode is known; an answer's rid can be looked up in Weixin's diagnosis tool")

// describe returns the text for people.
func (e explained) describe(look command.Look) string {
	text := fmt.Sprintf("%d: %s\n", e.ErrCode, e.ErrMsg)
	if e.Explanation == nil {
		return text + "  " + command.Translate(look.Lang, "There is no explanation of this code yet.") + "\n"
	}
	text += look.Hang(look.Label("means:"), e.Explanation.Means) + look.Hang(look.Label("do:"), e.Explanation.Do)
	if len(e.Interfaces) > 0 {
		text += look.Hang(look.Label("from:"), strings.Join(e.Interfaces, ", "))
	}
	return text
}
