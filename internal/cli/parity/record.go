package parity

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/parity"
)

// Run compares with Weixin.
type Run struct {
	Level string `arg:"" enum:"read,free,rationed" default:"read" help:"What may be done: read changes nothing, free uploads, rationed calls what an account may call seldom."`
	Out   string `placeholder:"FILE" help:"Keep the recording, too."`
	Noise string `placeholder:"FILE" help:"A recording that parity learn made: what it notes as noise is not looked at."`

	account
	saving
}

// Help is the long text of parity run --help.
func (Run) Help() string {
	return `Level read changes nothing and costs nothing but calls; without credentials it
asks what needs none. Level free uploads small pictures, which vanish after three
days. Level rationed calls modify_merchant so that nothing changes.

The exit status is 0 if both answer alike, 2 for differences that break clients, 3
for others, and 1 if the comparison could not be made. docs/parity.md says what is
sent, and what is kept.

  wxastore parity run
  wxastore parity run --save
  wxastore parity run free --out weixin.parity
  wxastore parity run rationed --spend --intro "Open until ten"`
}

// Run plays, compares and prints.
func (c *Run) Run(ctx context.Context, s *command.Streams) error {
	ctx, cancel := c.Deadline(ctx)
	defer cancel()
	var noise []parity.Place
	if c.Noise != "" {
		learned, err := read([]string{c.Noise})
		if err != nil {
			return err
		}
		noise = learned[0].Noise
	}
	file, err := command.IfNamed(c.Out, command.NewFile)
	if err != nil {
		return err
	}
	defer file.Close()
	r, err := c.record(ctx, s, parity.Level(c.Level))
	if err != nil {
		return err
	}
	r.Noise = noise
	if err := file.Write(text(r)); err != nil {
		return err
	}
	result, err := verify(ctx, r)
	if err != nil {
		return err
	}
	results := []parity.Result{result}
	// What cannot be saved is printed all the same: the calls were made.
	saved := c.save(s, "run", c.Level, results)
	if err := errors.Join(printResults(s, c.JSON, results), saved); err != nil {
		return err
	}
	return ended(result.Outcome())
}

// Record keeps what Weixin answers.
type Record struct {
	File  string `arg:"" optional:"" help:"The file to write; it must not be there yet."`
	Level string `enum:"read,free,rationed" default:"read" help:"What may be done: read, free or rationed (${default})."`
	Show  bool   `help:"Print the recording instead of writing it: that is all that would leave."`

	account
}

// Help is the long text of parity record --help.
func (Record) Help() string {
	return `A recording has the requests of the scenarios and the answers without their
values: read it before you send it to anybody.

  wxastore parity record --show
  wxastore parity record weixin.parity --level free`
}

// Run plays and writes.
func (c *Record) Run(ctx context.Context, s *command.Streams) error {
	if (c.File == "") != c.Show {
		return command.Usagef("give either the file to write, or --show")
	}
	ctx, cancel := c.Deadline(ctx)
	defer cancel()
	file, err := command.IfNamed(c.File, command.NewFile)
	if err != nil {
		return err
	}
	defer file.Close()
	r, err := c.record(ctx, s, parity.Level(c.Level))
	if err != nil {
		return err
	}
	if err := file.Write(text(r)); err != nil {
		return err
	}
	return kept(s, c.JSON, c.File, r)
}

// Learn records twice.
type Learn struct {
	File  string `arg:"" help:"The file to write; it must not be there yet."`
	Level string `enum:"read,free,rationed" default:"read" help:"What may be done, twice: read, free or rationed (${default})."`

	account
}

// Help is the long text of parity learn --help.
func (Learn) Help() string {
	return `What differs between two runs against the same Weixin says nothing about
wxastore. It is noted at the end of the recording, where you may strike lines out.

  wxastore parity learn weixin.parity`
}

// Run plays twice and writes the first recording with the noise.
func (c *Learn) Run(ctx context.Context, s *command.Streams) error {
	ctx, cancel := c.Deadline(ctx)
	defer cancel()
	file, err := command.NewFile(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	first, err := c.record(ctx, s, parity.Level(c.Level))
	if err != nil {
		return err
	}
	second, err := c.record(ctx, s, parity.Level(c.Level))
	if err != nil {
		return err
	}
	first.Noise = parity.Noise(first, second)
	if err := file.Write(text(first)); err != nil {
		return err
	}
	return kept(s, c.JSON, c.File, first)
}

// text is what writes a recording.
func text(r parity.Recording) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(r.Format())
		return err
	}
}

// kept says what a file has, or prints it where there is none.
func kept(s *command.Streams, asJSON bool, file string, r parity.Recording) error {
	answered, skipped := r.Answers()
	if file != "" && !asJSON {
		return s.Printf("%s: %d answers, %d steps not sent, %d places of noise. Read it before you send it to anybody.\n", file, answered, skipped, len(r.Noise))
	}
	if !asJSON {
		return s.Printf("%s", r.Format())
	}
	return s.PrintJSON(struct {
		File      string `json:"file"`
		Answered  int    `json:"answered"`
		Skipped   int    `json:"skipped"`
		Noise     int    `json:"noise"`
		Recording string `json:"recording"`
	}{file, answered, skipped, len(r.Noise), string(r.Format())})
}

// read reads recordings; without any, those that are public.
func read(files []string) ([]parity.Recording, error) {
	if len(files) == 0 {
		return parity.Public()
	}
	var all []parity.Recording
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, command.WrongUsage(err)
		}
		r, err := parity.ParseRecording(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
		if err != nil {
			return nil, command.Usagef("%s: %w", file, err)
		}
		all = append(all, r)
	}
	return all, nil
}
