package cli

import (
	"errors"
	"io"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// failure is an error as --json prints it.
type failure struct {
	// ErrCode is null where the failure is not an answer of the service.
	ErrCode     *weixin.Code        `json:"errcode"`
	ErrMsg      string              `json:"errmsg"`
	RID         weixin.RID          `json:"rid"`
	Explanation *weixin.Explanation `json:"explanation"`
}

// report prints an error and returns the exit status.
func report(s *command.Streams, err error, asJSON bool) int {
	if err == nil {
		return 0
	}
	if ended, ok := errors.AsType[command.StatusError](err); ok {
		return ended.Status
	}
	var writeErr error
	if asJSON {
		if _, printed := errors.AsType[command.PrintedError](err); !printed {
			writeErr = s.PrintJSON(newFailure(err, s.Look.Lang))
		}
	} else {
		_, writeErr = io.WriteString(s.Err, describe(err, s.Look))
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
func describe(err error, look command.Look) string {
	name := command.Paint(look.Errors, command.Red, "wxastore:") + " "
	answered, ok := errors.AsType[*weixin.Error](err)
	if !ok {
		text := name + weixin.PrintableText(command.ErrorText(look.Lang, err)) + "\n"
		if do := advice(err); do != "" {
			text += look.Hang(look.Label("do:"), command.Translate(look.Lang, do))
		}
		return text
	}
	said := strings.Replace(command.ErrorText(look.Lang, err), weixin.JoinMessage("", answered.RID), "", 1)
	said = strings.Replace(said, answered.Interface+": weixin answered", command.Translate(look.Lang, "weixin answered"), 1) // the command says which
	text := name + weixin.PrintableText(said) + "\n"
	if e, ok := answered.Code.Explain(look.Lang); ok {
		text += look.Hang(look.Label("means:"), e.Means) + look.Hang(look.Label("do:"), e.Do)
	}
	if answered.RID != "" {
		text += look.Label("rid:") + weixin.PrintableText(string(answered.RID)) + "\n"
	}
	return text
}
