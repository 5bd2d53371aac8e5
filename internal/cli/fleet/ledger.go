package fleet

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// Ledger are the commands about the ledger itself.
type Ledger struct {
	Show   LedgerShow   `cmd:"" help:"What the ledger knows of a merchant."`
	Backup LedgerBackup `cmd:"" help:"Copy a SQLite ledger into one file, while a run goes on."`
	Export LedgerExport `cmd:"" help:"Write all merchants as JSON lines."`
}

// LedgerShow shows a merchant.
type LedgerShow struct {
	AppID string `arg:"" name:"appid" help:"The merchant."`

	place
}

// Help is the long text of fleet ledger show --help.
func (LedgerShow) Help() string { return `  wxastore fleet ledger show wx0123456789abcdef` }

// Run shows it.
func (c *LedgerShow) Run(ctx context.Context, s *command.Streams) (err error) {
	l, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	known, err := l.Merchants(ctx, []string{c.AppID})
	if err != nil {
		return err
	}
	m, ok := known[c.AppID]
	if !ok {
		return command.Usagef("the ledger knows nothing of %s", c.AppID)
	}
	if c.JSON {
		return s.PrintJSON(m)
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return s.Printf("%s\n", text)
}

// LedgerBackup copies the ledger.
type LedgerBackup struct {
	Out string `arg:"" help:"The file to write; it must not be there yet."`

	place
}

// Help is the long text of fleet ledger backup --help.
func (LedgerBackup) Help() string {
	return `The copy is a ledger of its own, pictures included: name it with --ledger. A ledger
on PostgreSQL is backed up as its database is.

  wxastore fleet ledger backup fleet-2026-03-01.db`
}

// Run copies it.
func (c *LedgerBackup) Run(ctx context.Context, s *command.Streams) (err error) {
	l, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	if l.path == "" {
		return command.Usagef("the ledger is in PostgreSQL: back it up with pg_dump, as its database is")
	}
	if _, err := os.Stat(c.Out); err == nil {
		return command.Usagef("%s is there already", c.Out)
	}
	if _, err := l.db.ExecContext(ctx, `VACUUM INTO ?`, c.Out); err != nil {
		return err
	}
	if err := os.Chmod(c.Out, 0o600); err != nil {
		return err
	}
	if c.JSON {
		return s.PrintJSON(map[string]string{"saved": c.Out})
	}
	return s.Printf(said(s.Look.Lang, "saved as %s\n", "已保存为 %s\n"), c.Out)
}

// LedgerExport writes all merchants.
type LedgerExport struct {
	Out string `placeholder:"FILE" help:"The file to write; standard output if it is left out."`

	place
}

// Help is the long text of fleet ledger export --help.
func (LedgerExport) Help() string { return `  wxastore fleet ledger export --out merchants.jsonl` }

// Run writes them.
func (c *LedgerExport) Run(ctx context.Context, s *command.Streams) (err error) {
	l, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	write := func(m fleet.Merchant) error { return s.PrintJSON(m) }
	if c.Out != "" {
		file, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return command.WrongUsage(err)
		}
		buffered := bufio.NewWriter(file)
		encoder := json.NewEncoder(buffered)
		write = func(m fleet.Merchant) error { return encoder.Encode(m) }
		defer func() { err = errors.Join(err, buffered.Flush(), file.Close()) }()
	}
	for m, err := range l.AllMerchants(ctx) {
		if err != nil {
			return err
		}
		if err := write(m); err != nil {
			return err
		}
	}
	return nil
}
