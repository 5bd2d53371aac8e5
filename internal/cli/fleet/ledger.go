package fleet

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// Ledger are the commands about the ledger itself.
type Ledger struct {
	Show    LedgerShow    `cmd:"" help:"What the ledger knows of a merchant."`
	Backup  LedgerBackup  `cmd:"" help:"Copy a SQLite ledger into one file, while a run goes on."`
	Export  LedgerExport  `cmd:"" help:"Write all merchants and stores as JSON lines."`
	Restore LedgerRestore `cmd:"" help:"Read these lines into a ledger, which may be a new one, or one on PostgreSQL."`
}

// LedgerShow shows a merchant.
type LedgerShow struct {
	AppID string `arg:"" name:"appid" help:"The merchant; a store is APPID/KEY."`

	place
}

// Help is the long text of fleet ledger show --help.
func (LedgerShow) Help() string { return `  wxastore fleet ledger show wx0123456789abcdef` }

// Run shows it.
func (c *LedgerShow) Run(ctx context.Context, s *command.Streams) error {
	return c.with(ctx, false, func(l *ledger) error {
		known, err := c.known(ctx, l)
		if err != nil {
			return err
		}
		if known == nil {
			return command.Usagef("the ledger knows nothing of %s", c.AppID)
		}
		if c.JSON {
			return s.PrintJSON(known)
		}
		text, err := json.MarshalIndent(known, "", "  ")
		if err != nil {
			return err
		}
		return s.Printf("%s\n", text)
	})
}

// known is the record of a merchant or of a store; nil if there is none.
func (c *LedgerShow) known(ctx context.Context, l *ledger) (any, error) {
	if strings.Contains(c.AppID, "/") {
		stores, err := l.Stores(ctx, []string{c.AppID})
		if s, ok := stores[c.AppID]; ok {
			return s, err
		}
		return nil, err
	}
	merchants, err := l.Merchants(ctx, []string{c.AppID})
	if m, ok := merchants[c.AppID]; ok {
		return m, err
	}
	return nil, err
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
func (c *LedgerBackup) Run(ctx context.Context, s *command.Streams) error {
	file, err := command.NewFile(c.Out)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.with(ctx, false, func(l *ledger) error {
		if l.path == "" {
			return command.Usagef("the ledger is in PostgreSQL: back it up with pg_dump, as its database is")
		}
		save := func(name string) error {
			_, err := l.db.ExecContext(ctx, `VACUUM INTO ?`, name)
			return err
		}
		if err := file.WriteByName(save); err != nil {
			return err
		}
		return c.Print(s, map[string]string{"saved": c.Out}, "saved as %s\n", c.Out)
	})
}

// LedgerExport writes all merchants.
type LedgerExport struct {
	Out string `placeholder:"FILE" help:"The file to write; standard output if it is left out."`

	place
}

// Help is the long text of fleet ledger export --help.
func (LedgerExport) Help() string { return `  wxastore fleet ledger export --out merchants.jsonl` }

// Run writes them.
func (c *LedgerExport) Run(ctx context.Context, s *command.Streams) error {
	file, err := command.IfNamed(c.Out, command.NewFile)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.with(ctx, false, func(l *ledger) error {
		if c.Out == "" {
			return fleet.Export(ctx, l, s.PrintJSON)
		}
		if err := file.Write(func(w io.Writer) error { return fleet.Export(ctx, l, json.NewEncoder(w).Encode) }); err != nil {
			return err
		}
		return c.Print(s, map[string]string{"saved": c.Out}, "saved as %s\n", c.Out)
	})
}

// LedgerRestore reads them again.
type LedgerRestore struct {
	File string `arg:"" help:"What fleet ledger export has written."`

	place
}

// Help is the long text of fleet ledger restore --help.
func (LedgerRestore) Help() string {
	return `What the file says of a merchant or a store takes the place of what the ledger knew of
it. Pictures and runs are not in the file: fleet ledger backup copies those, too.

  wxastore fleet ledger restore merchants.jsonl --ledger postgres://fleet@db/fleet`
}

// Run reads them.
func (c *LedgerRestore) Run(ctx context.Context, s *command.Streams) error {
	file, err := os.Open(c.File)
	if err != nil {
		return command.WrongUsage(err)
	}
	defer file.Close()
	return c.with(ctx, true, func(l *ledger) error {
		n, err := fleet.Restore(ctx, l, holder(), file)
		if err != nil {
			return err
		}
		return c.Print(s, map[string]int{"restored": n}, "restored %d merchants and stores\n", n)
	})
}
