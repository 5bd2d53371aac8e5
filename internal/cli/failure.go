package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// form is how an error is printed.
type form struct {
	json bool
	lang weixin.Language
}

// plain is the form where no command has said another.
func plain() form { return form{lang: command.EnvironmentLanguage()} }

// askedFor is the form that arguments ask for that cannot be parsed.
func askedFor(args []string) form {
	f := plain()
	f.json = slices.Contains(args, "--json")
	return f
}

// manner is the form that the command that ran was asked for.
func manner(parsed *kong.Context) form {
	f, target := plain(), parsed.Selected().Target.Interface()
	if asked, ok := target.(interface{ WantsJSON() bool }); ok {
		f.json = asked.WantsJSON()
	}
	if asked, ok := target.(interface{ ChosenLanguage() weixin.Language }); ok {
		f.lang = asked.ChosenLanguage()
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
func report(s *command.Streams, err error, as form) int {
	if err == nil {
		return 0
	}
	if ended, ok := errors.AsType[command.StatusError](err); ok {
		return ended.Status
	}
	var writeErr error
	if as.json {
		if _, printed := errors.AsType[command.PrintedError](err); !printed {
			writeErr = s.PrintJSON(newFailure(err, as.lang))
		}
	} else {
		s.Notef("%s", describe(err, as.lang))
	}
	if _, ok := errors.AsType[command.UsageError](err); ok && writeErr == nil {
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

// describe returns the text for people about an error.
func describe(err error, lang weixin.Language) string {
	var b strings.Builder
	label := command.LabelsIn(lang)
	answered, ok := errors.AsType[*weixin.Error](err)
	if !ok {
		fmt.Fprintf(&b, "wxastore: %v\n", err)
		if do := advice(err, lang); do != "" {
			fmt.Fprintf(&b, "%s%s\n", label.Do, do)
		}
		return b.String()
	}
	text := strings.Replace(err.Error(), weixin.JoinMessage("", answered.RID), "", 1)
	text = strings.Replace(text, answered.Interface+": weixin answered", "weixin answered", 1) // the command says which
	fmt.Fprintf(&b, "wxastore: %s\n", text)
	if e, ok := answered.Code.Explain(lang); ok {
		fmt.Fprintf(&b, "%s%s\n%s%s\n", label.Means, e.Means, label.Do, e.Do)
	}
	if answered.RID != "" {
		fmt.Fprintf(&b, "%s%s\n", label.RID, answered.RID)
	}
	return b.String()
}
