package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/weixin"
)

// usageError is a command line that cannot be carried out as it is.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// printedError is an error whose JSON is on standard output already.
type printedError struct{ error }

func (e printedError) Unwrap() error { return e.error }

// form is how an error is printed.
type form struct {
	json bool
	lang weixin.Language
}

// plain is the form where no command has said another.
func plain() form { return form{lang: environmentLanguage()} }

// askedFor is the form that arguments ask for that cannot be parsed.
func askedFor(args []string) form {
	f := plain()
	f.json = slices.Contains(args, "--json")
	return f
}

// manner is the form that the command that ran was asked for.
func manner(command *kong.Context) form {
	f, target := plain(), command.Selected().Target.Interface()
	if asked, ok := target.(interface{ wantsJSON() bool }); ok {
		f.json = asked.wantsJSON()
	}
	if asked, ok := target.(interface{ chosenLanguage() weixin.Language }); ok {
		f.lang = asked.chosenLanguage()
	}
	return f
}

// failure is an error as --json prints it.
type failure struct {
	// ErrCode is null where the failure is not an answer of the service.
	ErrCode     *weixin.Code        `json:"errcode"`
	ErrMsg      string              `json:"errmsg"`
	RID         weixin.RID          `json:"rid"`
	Explanation *weixin.Explanation `json:"explanation"`
}

// report prints an error and returns the exit status.
func report(s *streams, err error, as form) int {
	if err == nil {
		return 0
	}
	var writeErr error
	if as.json {
		if _, printed := errors.AsType[printedError](err); !printed {
			writeErr = s.printJSON(newFailure(err, as.lang))
		}
	} else {
		s.notef("%s", describe(err, as.lang))
	}
	if _, ok := errors.AsType[usageError](err); ok && writeErr == nil {
		return 2
	}
	return 1
}

func newFailure(err error, lang weixin.Language) failure {
	f := failure{ErrMsg: err.Error()}
	if answered, ok := errors.AsType[*weixin.Error](err); ok {
		f.ErrCode, f.ErrMsg, f.RID = &answered.Code, answered.Text, answered.RID
		if e, ok := answered.Code.Explain(lang); ok {
			f.Explanation = &e
		}
	}
	return f
}

// describe returns what a person is told about an error.
func describe(err error, lang weixin.Language) string {
	var b strings.Builder
	label := labelsIn(lang)
	answered, ok := errors.AsType[*weixin.Error](err)
	if !ok {
		fmt.Fprintf(&b, "wxastore: %v\n", err)
		if do := advice(err, lang); do != "" {
			fmt.Fprintf(&b, "%s%s\n", label.do, do)
		}
		return b.String()
	}
	text := strings.Replace(err.Error(), weixin.JoinMessage("", answered.RID), "", 1)
	fmt.Fprintf(&b, "wxastore: %s\n", text)
	if e, ok := answered.Code.Explain(lang); ok {
		fmt.Fprintf(&b, "%s%s\n%s%s\n", label.means, e.Means, label.do, e.Do)
	}
	if answered.RID != "" {
		fmt.Fprintf(&b, "%s%s\n", label.rid, answered.RID)
	}
	return b.String()
}
