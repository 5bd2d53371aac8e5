package call

import (
	"errors"
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
	command.Language
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
	lang := c.ChosenLanguage()
	explanation, isExplained := c.Code.Explain(lang)
	if c.Code.Text() == "" && !isExplained {
		return fmt.Errorf("%d: %w", c.Code, errUnknownCode)
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
	if c.JSON {
		return s.PrintJSON(e)
	}
	return s.Printf("%s", e.describe(lang))
}

var errUnknownCode = errors.New("no such errcode is known; an answer's rid can be looked up in Weixin's diagnosis tool")

// describe returns the text for people.
func (e explained) describe(lang weixin.Language) string {
	label := command.LabelsIn(lang)
	text := fmt.Sprintf("%d: %s\n", e.ErrCode, e.ErrMsg)
	if e.Explanation == nil {
		return text + "  " + label.Unexplained + "\n"
	}
	text += label.Means + e.Explanation.Means + "\n" + label.Do + e.Explanation.Do + "\n"
	if len(e.Interfaces) > 0 {
		text += label.From + strings.Join(e.Interfaces, ", ") + "\n"
	}
	return text
}
