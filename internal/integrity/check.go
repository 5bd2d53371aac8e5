package integrity

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// Records are what is checked.
type Records interface {
	store.Audits
	ReadAll(ctx context.Context, each func(table store.Table, row []any) error) error
	HasBlob(ctx context.Context, h store.Hash) (bool, error)
}

// Options say how to check.
type Options struct {
	// Quick does not read the bytes of pictures, only whether they are there.
	Quick bool
	// Progress, if not nil, is told what is being looked at, and of that how
	// much so far.
	Progress func(what string, done int64)
}

// Check calls report for everything that it finds. An error is of a check that
// could not be made, or report's. If the database says that it is damaged, what
// it holds is not looked at.
func Check(ctx context.Context, records Records, blobs store.Blobs, o Options, report func(Finding) error) (Counts, error) {
	var counts Counts
	count := func(f Finding) error {
		counts.Findings++
		return report(f)
	}
	progress := o.Progress
	if progress == nil {
		progress = func(string, int64) {}
	}
	progress("database", 0)
	err := records.IntegrityCheck(ctx)
	if damage, ok := errors.AsType[store.Damage](err); ok {
		return counts, count(Finding{ruleDatabase, "", damage.Error()})
	}
	if err != nil {
		return counts, err
	}
	err = records.ReadAll(ctx, func(table store.Table, row []any) error {
		counts.Rows++
		progress("rows", counts.Rows)
		return checkRow(table, row, count)
	})
	if err != nil {
		return counts, err
	}
	chapters, h := int64(0), histories{report: count}
	err = records.Chapters(ctx, func(c store.Chapter) error {
		chapters++
		progress("histories", chapters)
		return h.next(c)
	})
	if err == nil {
		err = h.end()
	}
	if err != nil {
		return counts, err
	}
	err = records.Strays(ctx, func(s store.Stray) error {
		return count(Finding{ruleReference, strings.TrimSpace(s.AppID + " " + s.Key), s.Wrong})
	})
	if err != nil {
		return counts, err
	}
	p := pictures{records, blobs, o.Quick, count}
	err = records.RecordedBlobs(ctx, func(b store.RecordedBlob) error {
		counts.Pictures++
		progress("pictures", counts.Pictures)
		return p.next(ctx, b)
	})
	return counts, err
}

// checkRow checks what a row says by itself.
func checkRow(table store.Table, row []any, report func(Finding) error) error {
	for i, column := range table.Columns {
		var wrong string
		switch v := row[i].(type) {
		case string:
			if (column.Kind == store.ColumnList || column.Kind == store.ColumnQuotas) && !json.Valid([]byte(v)) {
				wrong = "is not JSON"
			}
		case []byte:
			if column.Kind == store.ColumnHash && len(v) != len(store.Hash{}) {
				wrong = "is not a SHA-256"
			}
		}
		if wrong == "" {
			continue
		}
		record := table.Name
		if key, ok := row[0].(string); ok {
			record += " " + key
		}
		if err := report(Finding{ruleDatabase, record, column.Name + " " + wrong}); err != nil {
			return err
		}
	}
	return nil
}
