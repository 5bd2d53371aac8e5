package admin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/wxastore/wxastore/internal/cli/command"
)

type adminReset struct {
	Yes bool `help:"Yes, delete everything."`
	command.Service
}

// Run resets the service.
func (c *adminReset) Run(ctx context.Context, s *command.Streams) error {
	if !c.Yes {
		return command.Usagef("a reset deletes all accounts, store Mini Programs, pictures and calls: say --yes")
	}
	return do(ctx, s, c.Service, "POST", "/api/reset", nil, map[string]any{"confirm": true}, "")
}

type adminSeed struct {
	File string `arg:"" name:"file|-" help:"The seed file, or - for standard input. It cannot name pictures."`
	command.Service
}

// Run applies a seed.
func (c *adminSeed) Run(ctx context.Context, s *command.Streams) error {
	return upload(ctx, s, c.Service, "/api/seed", c.File)
}

type adminRestore struct {
	File string `arg:"" name:"file|-" help:"What snapshot saved, or - for standard input."`
	Yes  bool   `help:"Yes, replace everything."`
	command.Service
}

// Run restores a snapshot.
func (c *adminRestore) Run(ctx context.Context, s *command.Streams) error {
	if !c.Yes {
		return command.Usagef("a restore replaces all accounts, store Mini Programs and pictures: say --yes")
	}
	return upload(ctx, s, c.Service, "/api/restore", c.File)
}

// upload sends a file and prints what is answered.
func upload(ctx context.Context, s *command.Streams, c command.Service, path, name string) error {
	in := s.In
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		in = file
	}
	service, err := c.Open(ctx)
	if err != nil {
		return err
	}
	resp, err := service.Stream(ctx, "POST", path, nil, io.NopCloser(in))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("ask the console: %w", err)
	}
	if c.JSON {
		return s.PassJSON(bytes.TrimSpace(answer))
	}
	return printRecord(s, answer)
}

type adminSnapshot struct {
	File string `arg:"" name:"file|-" help:"Where to save it, or - for standard output. A file that is there stays."`
	command.Service
}

// Help is the long text of snapshot --help.
func (adminSnapshot) Help() string {
	return `The service goes on meanwhile; the file holds one moment of it. It holds hashes of
secrets and tokens, and whatever was uploaded: keep it as you keep the data folder.`
}

// Run saves a snapshot.
func (c *adminSnapshot) Run(ctx context.Context, s *command.Streams) error {
	out := s.Out
	if c.File != "-" {
		file, err := os.OpenFile(c.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		size, err := c.save(ctx, file)
		if err = errors.Join(err, file.Close()); err != nil {
			return errors.Join(err, os.Remove(c.File))
		}
		if c.JSON {
			return s.PrintJSON(map[string]any{"file": c.File, "bytes": size})
		}
		return s.Printf("%s  %d bytes\n", c.File, size)
	}
	_, err := c.save(ctx, out)
	return err
}

func (c *adminSnapshot) save(ctx context.Context, out io.Writer) (int64, error) {
	service, err := c.Open(ctx)
	if err != nil {
		return 0, err
	}
	resp, err := service.Stream(ctx, "GET", "/api/snapshot", nil, nil)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	size, err := io.Copy(out, resp.Body)
	if err != nil {
		return size, fmt.Errorf("save the snapshot: %w", err)
	}
	return size, nil
}
