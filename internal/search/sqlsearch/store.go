package sqlsearch

import (
	"context"
	"embed"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// migrations has a folder for each dialect.
//
//go:embed migrations
var migrations embed.FS

var schema = sqldb.Schema{Migrations: migrations, Versions: "goose_search_version"}

// Store is a search.Store in an SQL database.
type Store struct {
	db *sqldb.Database
	queries
}

var _ search.Store = (*Store)(nil)

// Open opens the index in the database of a source. One that is damaged begins again,
// if its source lets it.
func Open(ctx context.Context, source sqldb.Source, log *slog.Logger) (*Store, error) {
	db, err := sqldb.Open(ctx, source, &schema, nil, log)
	if expendable, ok := source.(sqldb.Expendable); ok && err != nil && expendable.Damaged(err) {
		if _, err := expendable.SetAside(err); err != nil {
			return nil, err
		}
		db, err = sqldb.Open(ctx, source, &schema, nil, log)
	}
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, queries: onSQLite}
	if db.Arrays() {
		s.queries = onPostgres
	}
	return s, nil
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }

// Put adds Docs or replaces those of the same app id, and deletes others.
func (s *Store) Put(ctx context.Context, put []search.Doc, drop []string) error {
	ids := append([]string(nil), drop...)
	for _, d := range put {
		ids = append(ids, d.AppID)
	}
	return s.db.Write(ctx, &sqldb.Write{Doing: "put", What: "the search index", Run: func(ctx context.Context, t *sqldb.Tx) error {
		// Several services may write; a number is given once.
		if err := t.LockTables(ctx, "search_docs", "SHARE ROW EXCLUSIVE"); err != nil {
			return err
		}
		var last int64
		if _, err := t.Row(ctx, `SELECT coalesce(max(d.doc), 0) FROM search_docs AS d`, nil, &last); err != nil {
			return err
		}
		for _, id := range ids {
			for _, statement := range s.drop {
				if err := t.Pipeline(ctx, statement, id); err != nil {
					return err
				}
			}
		}
		for _, d := range put {
			last++
			if err := s.add(ctx, t, last, d); err != nil {
				return err
			}
		}
		return t.Sync(ctx)
	}})
}

func (s *Store) add(ctx context.Context, t *sqldb.Tx, doc int64, d search.Doc) error {
	row := []any{doc, d.AppID, d.Sum(), string(d.State), d.Changed.UnixMilli(), d.Account, d.Merchant}
	grams := search.Grams(d.Account, d.Merchant)
	if s.addGrams == "" {
		return t.Pipeline(ctx, s.insert, append(row, array(grams))...)
	}
	if err := t.Pipeline(ctx, s.insert, row...); err != nil {
		return err
	}
	return t.Pipeline(ctx, s.addGrams, doc, words(grams))
}

// array are grams as PostgreSQL writes them.
func array(grams []int32) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, gram := range grams {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(int(gram)))
	}
	b.WriteByte('}')
	return b.String()
}

// words are grams as the words of FTS5.
func words(grams []int32) string {
	var b strings.Builder
	for i, gram := range grams {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatUint(uint64(uint32(gram)), 36))
	}
	return b.String()
}

// Known returns what the index has of some app ids.
func (s *Store) Known(ctx context.Context, appIDs []string) (known []search.Known, err error) {
	for _, id := range appIDs {
		k := search.Known{AppID: id}
		found, err := s.db.Row(ctx, `SELECT d.sum FROM search_docs AS d WHERE d.app_id = ?1`, []any{id}, &k.Sum)
		if err != nil {
			return nil, fmt.Errorf("store: read the search index: %w", err)
		}
		if found {
			known = append(known, k)
		}
	}
	return known, nil
}

// Range returns up to limit of what the index has after an app id, in order.
func (s *Store) Range(ctx context.Context, after string, limit int) (known []search.Known, err error) {
	const query = `SELECT d.app_id, d.sum FROM search_docs AS d WHERE d.app_id > ?1 ORDER BY d.app_id LIMIT ?2`
	err = s.db.Rows(ctx, query, []any{after, limit}, func(row sqldb.Row) error {
		var k search.Known
		err := row.Scan(&k.AppID, &k.Sum)
		known = append(known, k)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: read the search index: %w", err)
	}
	return known, nil
}
