package sqlsearch

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// queries are the statements of a dialect.
type queries struct {
	drop []string
	// insert adds a doc, addGrams its grams; "" where insert does both.
	insert, addGrams string
	// byGrams, among the newest, and all find docs, with the column that is searched in
	// the place of %[1]s: their parameters are the grams (of byGrams alone), the text, the
	// state and the limit.
	byGrams, newest, all string
	// match writes grams as the parameter of byGrams.
	match func([]int32) string
}

const (
	columns = `d.app_id, d.changed`
	dropDoc = `DELETE FROM search_docs WHERE app_id = ?1`
	insert  = `INSERT INTO search_docs (doc, app_id, sum, state, changed, account, merchant`
)

var onSQLite = queries{
	drop:     []string{`DELETE FROM search_grams WHERE rowid = (SELECT d.doc FROM search_docs AS d WHERE d.app_id = ?1)`, dropDoc},
	insert:   insert + `) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
	addGrams: `INSERT INTO search_grams (rowid, grams) VALUES (?1, ?2)`,
	byGrams: `SELECT ` + columns + ` FROM search_grams AS g CROSS JOIN search_docs AS d ON d.doc = g.rowid
		WHERE g.search_grams MATCH ?1 AND instr(d.%[1]s, ?2) > 0 AND (?3 = '' OR d.state = ?3) ORDER BY g.rowid DESC LIMIT ?4`,
	all: `SELECT ` + columns + ` FROM search_docs AS d
		WHERE instr(d.%[1]s, ?1) > 0 AND (?2 = '' OR d.state = ?2) ORDER BY d.doc DESC LIMIT ?3`,
	match: words,
}

var onPostgres = queries{
	drop:   []string{dropDoc},
	insert: insert + `, grams) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, CAST(CAST(?8 AS TEXT) AS INTEGER[]))`,
	byGrams: `WITH c AS MATERIALIZED (
		SELECT d.doc, d.app_id, d.changed FROM search_docs AS d WHERE d.grams @> CAST(CAST(?1 AS TEXT) AS INTEGER[])
			AND strpos(d.%[1]s, ?2) > 0 AND (?3 = '' OR d.state = ?3))
		SELECT ` + columns + ` FROM c AS d ORDER BY d.doc DESC LIMIT ?4`,
	newest: `SELECT ` + columns + ` FROM (SELECT n.* FROM search_docs AS n ORDER BY n.doc DESC LIMIT 20000) AS d
		WHERE strpos(d.%[1]s, ?1) > 0 AND (?2 = '' OR d.state = ?2) ORDER BY d.doc DESC LIMIT ?3`,
	all: `SELECT ` + columns + ` FROM search_docs AS d
		WHERE strpos(d.%[1]s, ?1) > 0 AND (?2 = '' OR d.state = ?2) ORDER BY d.doc DESC LIMIT ?3`,
	match: array,
}

// byChange are the docs that were changed last.
const byChange = `SELECT ` + columns + ` FROM search_docs AS d WHERE d.merchant <> '' AND (?1 = '' OR d.state = ?1)
	ORDER BY d.changed DESC, d.doc DESC LIMIT ?2`

type hit struct {
	appID   string
	changed int64
}

// Find returns the app ids that a query finds, up to search.Most and one more.
func (s *Store) Find(ctx context.Context, q search.Query) ([]string, error) {
	hits, err := s.find(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("store: search: %w", err)
	}
	over := len(hits) > search.Most // the last only says that there are more
	sorted := hits[:min(len(hits), search.Most)]
	slices.SortFunc(sorted, func(a, b hit) int {
		if q.ByChange {
			return cmp.Or(cmp.Compare(b.changed, a.changed), cmp.Compare(a.appID, b.appID))
		}
		return cmp.Compare(a.appID, b.appID)
	})
	if !over {
		hits = sorted
	}
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.appID
	}
	return ids, nil
}

func (s *Store) find(ctx context.Context, q search.Query) ([]hit, error) {
	const limit = search.Most + 1
	column, state := "account", ""
	if q.Kind == search.Merchants {
		column, state = "merchant", string(q.State)
	}
	in := func(query string) string { return fmt.Sprintf(query, column) }
	if q.Text == "" && q.ByChange {
		return s.hits(ctx, byChange, state, limit)
	}
	grams := search.Wanted(q.Text)
	if len(grams) == 0 {
		// So short a text is soon found, or it is in few. All are looked through.
		return s.hits(ctx, in(s.all), q.Text, state, limit)
	}
	if s.newest != "" {
		// What is in many is found here; an index would first gather all that have it.
		if hits, err := s.hits(ctx, in(s.newest), q.Text, state, limit); err != nil || len(hits) == limit {
			return hits, err
		}
	}
	texts, err := s.sample(ctx, in(newestTexts))
	if err != nil {
		return nil, err
	}
	return s.hits(ctx, in(s.byGrams), s.match(search.Rare(grams, texts)), q.Text, state, limit)
}

// newestTexts is a sample of the texts that are searched.
const newestTexts = `SELECT d.%[1]s FROM search_docs AS d ORDER BY d.doc DESC LIMIT 200`

func (s *Store) sample(ctx context.Context, query string) (texts []string, err error) {
	err = s.db.Rows(ctx, query, nil, func(row sqldb.Row) error {
		var text string
		err := row.Scan(&text)
		texts = append(texts, text)
		return err
	})
	return texts, err
}

func (s *Store) hits(ctx context.Context, query string, args ...any) (hits []hit, err error) {
	err = s.db.Rows(ctx, query, args, func(row sqldb.Row) error {
		var h hit
		err := row.Scan(&h.appID, &h.changed)
		hits = append(hits, h)
		return err
	})
	return hits, err
}
