package fleet

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/wxastore/wxastore/internal/said"
)

// Export writes what a ledger knows of merchants and stores, as JSON lines that Restore
// reads. Pictures and runs are not among it.
func Export(ctx context.Context, ledger Ledger, write func(record any) error) error {
	for m, err := range ledger.AllMerchants(ctx) {
		if err != nil {
			return err
		}
		if err := write(m); err != nil {
			return err
		}
	}
	for s, err := range ledger.AllStores(ctx) {
		if err != nil {
			return err
		}
		if err := write(s); err != nil {
			return err
		}
	}
	return nil
}

// Restore puts what Export has written into a ledger, in the place of what it knows of the
// same merchants and stores, and returns how many those were. A line that is not one of
// Export's ends it, and what stands before that is kept.
func Restore(ctx context.Context, ledger Ledger, holder string, from io.Reader) (n int, err error) {
	release, err := ledger.Hold(ctx, holder)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, release()) }()
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 64<<10), maxPlanLine)
	var w Write
	for at := 1; lines.Scan(); at++ {
		if err := w.read(lines.Bytes()); err != nil {
			return n, errors.Join(said.Errorf("line %d is not one of fleet ledger export: %w", at, err), ledger.Write(ctx, w))
		}
		n++
		if len(w.Merchants)+len(w.Stores) == together {
			if err := ledger.Write(ctx, w); err != nil {
				return n, err
			}
			w = Write{}
		}
	}
	return n, errors.Join(lines.Err(), ledger.Write(ctx, w))
}

// read adds the record of a line.
func (w *Write) read(line []byte) error {
	var s Store
	if err := json.Unmarshal(line, &s); err != nil {
		return err
	}
	switch {
	case !appIDForm.MatchString(s.AppID):
		return said.Errorf("it has no app id")
	case s.StoreKey != "":
		w.Stores = append(w.Stores, s)
		return nil
	}
	var m Merchant
	if err := json.Unmarshal(line, &m); err != nil {
		return err
	}
	w.Merchants = append(w.Merchants, m)
	return nil
}
