package admin

import (
	"context"
	"io"
	"os"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

type reset struct {
	api.StateSeen
	command.Yes
	command.Service
}

// Run resets the service.
func (c *reset) Run(ctx context.Context, s *command.Streams) error {
	return destroy(ctx, s, c.Service, c.Yes, api.Reset, api.Replacement{StateSeen: c.StateSeen, Body: api.Confirm{Confirm: true}})
}

type seed struct {
	File string `arg:"" name:"file|-" help:"The seed file, or - for standard input. It cannot name pictures."`
	command.Service
}

// Run applies a seed.
func (c *seed) Run(ctx context.Context, s *command.Streams) error {
	file, err := open(s, c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	return do(ctx, s, c.Service, api.ApplySeed, api.Seed{Body: file})
}

type restore struct {
	File string `arg:"" name:"file|-" help:"What snapshot saved, or - for standard input."`

	api.StateSeen
	command.Yes
	command.Service
}

// Run restores a snapshot.
func (c *restore) Run(ctx context.Context, s *command.Streams) error {
	if err := c.Ask(api.Restore.Operation); err != nil {
		return err // before the file is read
	}
	file, err := open(s, c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	return destroy(ctx, s, c.Service, c.Yes, api.Restore, api.Snapshot{StateSeen: c.StateSeen, Body: file})
}

type undo struct {
	api.StateSeen
	command.Yes
	command.Service
}

// Run undoes a reset or a restore.
func (c *undo) Run(ctx context.Context, s *command.Streams) error {
	return destroy(ctx, s, c.Service, c.Yes, api.Undo, api.Replacement{StateSeen: c.StateSeen, Body: api.Confirm{Confirm: true}})
}

// open opens a file, or standard input for -.
func open(s *command.Streams, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(s.In), nil
	}
	return os.Open(name)
}

type snapshot struct {
	File string `arg:"" name:"file|-" help:"Where to save it, or - for standard output. A file that is there stays."`
	command.Service
}

// Help is the long text of snapshot --help.
func (snapshot) Help() string {
	return `The service goes on meanwhile; the file holds its state as of one point in time, with hashes of
secrets and tokens, and whatever was uploaded: keep it as you keep the data folder.`
}

// Run saves a snapshot.
func (c *snapshot) Run(ctx context.Context, s *command.Streams) error {
	if c.File == "-" {
		_, err := c.save(ctx, s.Out)
		return err
	}
	file, err := command.NewFile(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	var size int64
	if err := file.Write(func(w io.Writer) (err error) { size, err = c.save(ctx, w); return err }); err != nil {
		return err
	}
	return c.Print(s, map[string]any{"file": c.File, "bytes": size}, "%s  %d bytes\n", c.File, size)
}

func (c *snapshot) save(ctx context.Context, out io.Writer) (int64, error) {
	service, err := c.Open(ctx)
	if err != nil {
		return 0, err
	}
	taken, err := command.Do(ctx, service, api.TakeSnapshot, api.None{})
	if err != nil {
		return 0, err
	}
	defer taken.Close()
	size, err := io.Copy(out, taken)
	if err != nil {
		return size, command.Errorf("save the snapshot: %w", err)
	}
	return size, nil
}
