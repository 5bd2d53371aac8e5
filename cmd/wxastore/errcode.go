package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// errcodeCmd explains an errcode.
type errcodeCmd struct {
	Code weixin.Code `arg:"" help:"The errcode of an answer."`

	output
}

// Help is the long text of errcode --help.
func (errcodeCmd) Help() string {
	return `Prints Weixin's exact text of the code, what it means and what to do. Many more
codes have a text than an explanation.

  wxastore errcode 40001
  wxastore errcode -1
  wxastore errcode 85056 --json`
}

// explained is what --json prints.
type explained struct {
	errorText
	Explanation *weixin.Explanation `json:"explanation"`
	Interfaces  []string            `json:"interfaces"`
}

// Run prints what is known of the code.
func (c *errcodeCmd) Run(s *streams) error {
	explanation, isExplained := c.Code.Explain()
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
		return s.printJSON(e)
	}
	return s.printf("%s", e)
}

var errUnknownCode = errors.New("no such errcode is known; an answer's rid can be looked up in Weixin's diagnosis tool")

// String is the text for people.
func (e explained) String() string {
	text := fmt.Sprintf("%d: %s\n", e.ErrCode, e.ErrMsg)
	if e.Explanation == nil {
		return text + "  There is no explanation of this code yet.\n"
	}
	text += fmt.Sprintf("  means: %s\n  do:    %s\n", e.Explanation.Means, e.Explanation.Do)
	if len(e.Interfaces) > 0 {
		text += fmt.Sprintf("  from:  %s\n", strings.Join(e.Interfaces, ", "))
	}
	return text
}
