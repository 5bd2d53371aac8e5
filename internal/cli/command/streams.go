package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/wxastore/wxastore/weixin"
)

// Streams are what a command reads and writes. What it says goes through Printf
// and Notef, which keep what others have sent from the terminal; Write is for
// what has to stay as it is.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Printf writes text for people to standard output.
func (s *Streams) Printf(format string, args ...any) error {
	_, err := io.WriteString(s.Out, weixin.PrintableText(fmt.Sprintf(format, args...)))
	return err
}

// Notef writes text for people to standard error. A failure to write does
// not stop the command.
func (s *Streams) Notef(format string, args ...any) {
	_, _ = io.WriteString(s.Err, weixin.PrintableText(fmt.Sprintf(format, args...)))
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
		return errors.New("the console's answer is not JSON: does something else listen at its address?")
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

// WantsJSON reports whether the output is JSON.
func (o Output) WantsJSON() bool { return o.JSON }

// OnTerminal reports whether w is a terminal.
func OnTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
