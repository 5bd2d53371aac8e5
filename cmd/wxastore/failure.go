package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

// usageError is a command line that cannot be carried out as it is.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// printedError is an error whose JSON is on standard output already.
type printedError struct{ error }

func (e printedError) Unwrap() error { return e.error }

// failure is an error as --json prints it.
type failure struct {
	// ErrCode is null where the failure is not an answer of the service.
	ErrCode     *weixin.Code        `json:"errcode"`
	ErrMsg      string              `json:"errmsg"`
	RID         weixin.RID          `json:"rid"`
	Explanation *weixin.Explanation `json:"explanation"`
}

// report prints an error and returns the exit status.
func report(s *streams, err error, asJSON bool) int {
	if err == nil {
		return 0
	}
	var writeErr error
	if asJSON {
		if _, printed := errors.AsType[printedError](err); !printed {
			writeErr = s.printJSON(newFailure(err))
		}
	} else {
		_, writeErr = fmt.Fprint(s.err, describe(err))
	}
	if _, ok := errors.AsType[usageError](err); ok && writeErr == nil {
		return 2
	}
	return 1
}

func newFailure(err error) failure {
	f := failure{ErrMsg: err.Error()}
	if answered, ok := errors.AsType[*weixin.Error](err); ok {
		f.ErrCode, f.ErrMsg, f.RID = &answered.Code, answered.Text, answered.RID
		if e, ok := answered.Code.Explain(); ok {
			f.Explanation = &e
		}
	}
	return f
}

// describe returns what a person is told about an error.
func describe(err error) string {
	var b strings.Builder
	answered, ok := errors.AsType[*weixin.Error](err)
	if !ok {
		fmt.Fprintf(&b, "wxastore: %v\n", err)
		if do := advice(err); do != "" {
			fmt.Fprintf(&b, "  do:    %s\n", do)
		}
		return b.String()
	}
	text := strings.Replace(err.Error(), weixin.JoinMessage("", answered.RID), "", 1)
	fmt.Fprintf(&b, "wxastore: %s\n", text)
	if e, ok := answered.Code.Explain(); ok {
		fmt.Fprintf(&b, "  means: %s\n  do:    %s\n", e.Means, e.Do)
	}
	if answered.RID != "" {
		fmt.Fprintf(&b, "  rid:   %s\n", answered.RID)
	}
	return b.String()
}

// advice says what to do about a failure that is not an answer of the service.
func advice(err error) string {
	_, transport := errors.AsType[*client.TransportError](err)
	_, odd := errors.AsType[*client.AnswerError](err)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Nobody listens there. Start a service (wxastore serve --demo), or name the right one with --api or WXASTORE_API."
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "Time ran out. Check the address and the network, or allow more with --timeout. The call may have taken effect."
	case odd:
		return "What answers there is not Weixin's API. Check --api or WXASTORE_API, and whether a proxy or a sign-in page is between."
	case transport && !errors.Is(err, context.Canceled):
		return "Check the address (--api or WXASTORE_API) and the network."
	}
	return ""
}
