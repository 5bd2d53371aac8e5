package edge

import (
	"fmt"

	"github.com/wxastore/wxastore/weixin"
)

// Refusal is an error that the caller sees: the code it is answered
// with. The reason stays with the operator, in the log and in the journal. Every
// other error is answered -1 and logged in full.
type Refusal struct {
	Code weixin.Code
	// Text is the answer's text where it has parts that vary; "" means the
	// code's exact text.
	Text string
	// Reason says in a few words what was wrong. It never holds a credential.
	Reason string
	// format and args are what Refuse made Reason of.
	format string
	args   []any
}

// Refuse returns a Refusal. Modules make one for each way in which their rule
// refuses a call.
func Refuse(code weixin.Code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Reason: fmt.Sprintf(format, args...), format: format, args: args}
}

// Refused returns the code and the reason.
func (r *Refusal) Refused() (weixin.Code, string) { return r.Code, r.Reason }

// Sentence returns the reason's format and what stands in it, by which it is said
// in another language.
func (r *Refusal) Sentence() (format string, args []any) { return r.format, r.args }

func (r *Refusal) Error() string { return fmt.Sprintf("%s (answered %d)", r.Reason, r.Code) }

// statusError is an answer that is an HTTP status and nothing else.
type statusError struct {
	status int
	// reason is the operator's, as a Refusal's is.
	reason string
}

func (s statusError) Error() string {
	return fmt.Sprintf("%s (answered with HTTP status %d)", s.reason, s.status)
}
