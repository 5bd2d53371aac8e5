package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// streams are what a command reads and writes. What it says goes through printf
// and notef, which keep what others have sent from the terminal; write is for
// what has to stay as it is.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// printf writes text for people to standard output.
func (s *streams) printf(format string, args ...any) error {
	_, err := io.WriteString(s.out, visible(fmt.Sprintf(format, args...)))
	return err
}

// notef writes text for people to standard error. That it cannot be written is
// no reason to stop.
func (s *streams) notef(format string, args ...any) {
	_, _ = io.WriteString(s.err, visible(fmt.Sprintf(format, args...)))
}

// write writes to standard output, as it is and as lines, what another program
// is to read.
func (s *streams) write(text []byte) error {
	_, err := s.out.Write(append(bytes.TrimRight(text, "\n"), '\n'))
	return err
}

// passJSON passes on, as it came, what the console says to a program.
func (s *streams) passJSON(answer []byte) error {
	if !json.Valid(answer) {
		return errors.New("the console's answer is not JSON: does something else listen at its address?")
	}
	return s.write(answer)
}

// printJSON writes one JSON value on one line to standard output.
func (s *streams) printJSON(value any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	return s.write(visibleJSON(text.Bytes()))
}

// output is the choice between text for people and JSON for programs.
type output struct {
	JSON bool `help:"Print one JSON object on standard output, also for errors."`
}

func (o output) wantsJSON() bool { return o.JSON }
