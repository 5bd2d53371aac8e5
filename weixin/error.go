package weixin

import "fmt"

// Status is the answer of a call that returns nothing else, and the part of
// every answer that says whether the call succeeded.
//
//fidelity:official all 0 | success is `{"errcode":0,"errmsg":"ok"}`, with what else the answer has next to it | the pages' examples
//fidelity:official all -1 | an internal failure, whatever it is | general error codes
//fidelity:official all response.errcode,response.errmsg | the first two fields, where a success has them | the pages' examples
//fidelity:observed all error-body | an error is `{"errcode":N,"errmsg":"TEXT rid: RID"}` and nothing else | probe and many others
//fidelity:observed all success-without-rid | a success carries no rid | many; the pages' examples
type Status struct {
	ErrCode Code   `json:"errcode" vary:"no"`
	ErrMsg  string `json:"errmsg" vary:"message"`
}

// Success is the Status of a call that did what it was asked.
func Success() Status { return Status{OK, OK.Text()} }

// RID returns the rid in the message, "" if it has none: Weixin gives one with each
// error, and with some successes.
func (s Status) RID() RID {
	_, rid := SplitMessage(s.ErrMsg)
	return rid
}

// Error is an answer with an errcode other than 0. errors.Is finds it by its code:
//
//	if errors.Is(err, weixin.ModifyLimit) {
//		// come again next month
//	}
type Error struct {
	// Interface is the declared name of the interface that answered, such as
	// "modifywxastore".
	Interface string
	// HTTPStatus is the status of the answer, which for Weixin is always 200.
	HTTPStatus int
	// Code is the answer's errcode.
	Code Code
	// Text is the answer's errmsg without its rid, made Printable.
	Text string
	// RID names the call; "" if the answer had none.
	RID RID
}

// Err returns nil for success and otherwise the *Error that s says, without the
// interface and the HTTP status, which s does not know.
func (s Status) Err() error {
	if s.ErrCode == OK {
		return nil
	}
	text, rid := SplitMessage(Printable(s.ErrMsg))
	return &Error{Code: s.ErrCode, Text: text, RID: rid}
}

func (e *Error) Error() string {
	said := fmt.Sprintf("weixin answered %d: %s", e.Code, JoinMessage(e.Text, e.RID))
	if e.Interface == "" {
		return said
	}
	return e.Interface + ": " + said
}

// Is reports whether target is the error's Code.
func (e *Error) Is(target error) bool { return target == e.Code }

// Retryable reports whether the same call may succeed a little later, though nothing
// else is done: Weixin was busy, or the minute's calls are used up.
func (e *Error) Retryable() bool { return e.Code.Retryable() }

// MayHaveHappened reports whether the call may have done what it was to do all the same:
// where Weixin failed inside. Each other code refuses the call.
func (e *Error) MayHaveHappened() bool { return e.Code == SystemError }
