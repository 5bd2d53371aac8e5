package main

import (
	"encoding/json"
	"fmt"
	"io"
)

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// printf writes to standard output.
func (s *streams) printf(format string, args ...any) error {
	_, err := fmt.Fprintf(s.out, format, args...)
	return err
}

// printJSON writes one JSON value on one line to standard output.
func (s *streams) printJSON(value any) error {
	encoder := json.NewEncoder(s.out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// output is the choice between text for people and JSON for programs.
type output struct {
	JSON bool `help:"Print one JSON object on standard output, also for errors."`
}

func (o output) wantsJSON() bool { return o.JSON }
