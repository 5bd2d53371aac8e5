package command

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// Streams are what a command reads and writes. What it says goes through Printf
// and Notef, which say it in the language of the look and keep what others have sent
// from the terminal; Write is for what has to stay as it is.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Look     Look
}

// Say is a text for people in their language. The format is a constant, and the key of
// its translation; of errors among the arguments the translation is taken, too.
func (s *Streams) Say(format string, args ...any) string {
	said := make([]any, len(args))
	for i, arg := range args {
		said[i] = arg
		if err, ok := arg.(error); ok {
			if text := ErrorText(s.Look.Lang, err); text != err.Error() {
				said[i] = text
			}
		}
	}
	return fmt.Sprintf(Translate(s.Look.Lang, format), said...)
}

// Printf writes text for people to standard output.
func (s *Streams) Printf(format string, args ...any) error {
	return s.Show(weixin.PrintableText(s.Say(format, args...)))
}

// Notef writes text for people to standard error. A failure to write does
// not stop the command.
func (s *Streams) Notef(format string, args ...any) {
	_, _ = io.WriteString(s.Err, weixin.PrintableText(s.Say(format, args...)))
}

// Show writes to standard output text that is printable, with its colours.
func (s *Streams) Show(text string) error {
	_, err := io.WriteString(s.Out, text)
	return err
}

// Hang is a text after a label, broken into lines that begin below its own beginning.
func (l Look) Hang(label, text string) string {
	indent := Cells(label)
	columns := 0
	if l.Width > 0 {
		columns = max(l.Width-indent, 20)
	}
	return label + strings.Join(Wrap(text, columns), "\n"+strings.Repeat(" ", indent)) + "\n"
}

// Label is a label in its language, filled up so that those of an explanation are
// aligned.
func (l Look) Label(english string) string {
	text := Pad(Translate(l.Lang, english), 6)
	if strings.HasSuffix(strings.TrimSpace(text), ":") {
		text += " "
	}
	return "  " + text
}

// Write writes to standard output, as it is and as lines, what another program
// is to read.
func (s *Streams) Write(text []byte) error {
	_, err := s.Out.Write(append(bytes.TrimRight(text, "\n"), '\n'))
	return err
}

// PassJSON passes on, as it came, what the console says to a program.
func (s *Streams) PassJSON(answer []byte) error {
	if !json.Valid(answer) {
		return Errorf("the console's answer is not JSON: does something else listen at its address?")
	}
	return s.Write(answer)
}

// PrintJSON writes one JSON value on one line to standard output.
func (s *Streams) PrintJSON(value any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	return s.Write(VisibleJSON(text.Bytes()))
}

// Output is the choice between text for people and JSON for programs.
type Output struct {
	JSON bool `help:"Print one JSON object on standard output, also for errors."`
}

// Print prints an answer: as JSON for programs, as a text for people.
func (o Output) Print(s *Streams, answer any, format string, args ...any) error {
	if o.JSON {
		return s.PrintJSON(answer)
	}
	return s.Printf(format, args...)
}

// WantsJSON reports whether the output is JSON.
func (o Output) WantsJSON() bool { return o.JSON }
