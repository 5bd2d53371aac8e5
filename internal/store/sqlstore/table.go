package sqlstore

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb"
)

// table declares where records of a type are kept. All that reads and writes
// single records, and all that copies them, is made from it.
type table[T any] struct {
	store.Table
	// key is how many of the first columns are the key.
	key     int
	columns []column[T]
	// lock is which rows a key locks by its first part; noLock if none are.
	lock int
	// cached says that what is read stays for later writes, where nobody else
	// writes.
	cached bool
	observed

	// appended says that rows are only added, each once, so that to add one need not
	// wait for an answer.
	appended bool

	statements
	// own are columns that only a database has which nobody shares. alone are the
	// statements there, of all columns, the own ones last.
	own   []ownColumn
	alone statements
}

// statements are the SQL of a table.
type statements struct {
	// list are all columns, after "t.".
	list string
	// selectOne reads a record by its key, selectMany those of arrays of keys.
	selectOne, selectMany string
	// insert adds a record or nothing; update changes one that is there, and
	// updateContent all but the columns that indexes hold: to set them, even to what
	// they are, touches a page of each index on SQLite. upsert adds or changes.
	insert, update, updateContent, upsert string
	// appendOne and appendMany add records, and fail where one is there already.
	appendOne, appendMany string
	// remove deletes a record by its key.
	remove string
	// The same for arrays of records.
	insertMany, updateMany, upsertMany, removeMany string
}

const noLock = -1

func declare[T any](name string, key, lock int, columns ...column[T]) *table[T] {
	t := &table[T]{Table: store.Table{Name: name}, key: key, lock: lock, columns: columns}
	indexed := make([]bool, len(columns))
	for i, c := range columns {
		t.Columns, indexed[i] = append(t.Columns, c.Column), c.indexed
	}
	t.statements = makeStatements(name, t.Columns, indexed, key)
	t.alone = t.statements
	return t
}

// makeStatements makes the statements of a table, the first of whose columns are
// the key.
func makeStatements(name string, columns []store.Column, indexed []bool, key int) (t statements) {
	var names, values, arrays, excluded, set, setContent, setMany []string
	var where, joined []string
	for i, c := range columns {
		n := "?" + strconv.Itoa(i+1)
		names, arrays = append(names, c.Name), append(arrays, n+"::"+arrayType(c.Kind))
		if c.Kind == store.ColumnRaw {
			values = append(values, "CAST("+n+" AS TEXT)")
		} else {
			values = append(values, n)
		}
		if i < key {
			where, joined = append(where, "t."+c.Name+" = "+n), append(joined, "t."+c.Name+" = u."+c.Name)
			continue
		}
		excluded, set = append(excluded, c.Name+" = excluded."+c.Name), append(set, c.Name+" = "+n)
		setMany = append(setMany, c.Name+" = u."+c.Name)
		if !indexed[i] {
			setContent = append(setContent, c.Name+" = "+n)
		}
	}
	all, onKey := strings.Join(names, ", "), strings.Join(names[:key], ", ")
	t.list = "t." + strings.Join(names, ", t.")
	t.selectOne = fmt.Sprintf(`SELECT %s FROM %s AS t WHERE %s`, t.list, name, strings.Join(where, " AND "))
	t.selectMany = fmt.Sprintf(`SELECT %s FROM unnest(%s) AS u (%s) JOIN %s AS t ON %s`,
		t.list, strings.Join(arrays[:key], ", "), onKey, name, strings.Join(joined, " AND "))
	t.remove = fmt.Sprintf(`DELETE FROM %s AS t WHERE %s`, name, strings.Join(where, " AND "))
	t.removeMany = fmt.Sprintf(`DELETE FROM %s AS t USING unnest(%s) AS u (%s) WHERE %s`,
		name, strings.Join(arrays[:key], ", "), onKey, strings.Join(joined, " AND "))
	into := fmt.Sprintf(`INSERT INTO %s (%s) `, name, all)
	one, many := "VALUES ("+strings.Join(values, ", ")+")", "SELECT * FROM unnest("+strings.Join(arrays, ", ")+")"
	t.insert, t.insertMany = into+one+` ON CONFLICT DO NOTHING`, into+many+` ON CONFLICT DO NOTHING`
	t.appendOne, t.appendMany = into+one, into+many
	if len(excluded) == 0 {
		return t
	}
	onConflict := fmt.Sprintf(` ON CONFLICT (%s) DO UPDATE SET %s`, onKey, strings.Join(excluded, ", "))
	t.upsert, t.upsertMany = into+one+onConflict, into+many+onConflict
	update := `UPDATE ` + name + ` AS t SET `
	t.update = update + strings.Join(set, ", ") + ` WHERE ` + strings.Join(where, " AND ")
	t.updateContent = update + strings.Join(setContent, ", ") + ` WHERE ` + strings.Join(where, " AND ")
	t.updateMany = fmt.Sprintf(`%s%s FROM unnest(%s) AS u (%s) WHERE %s`,
		update, strings.Join(setMany, ", "), strings.Join(arrays, ", "), all, strings.Join(joined, " AND "))
	return t
}

func (t *table[T]) cache() *table[T] {
	t.cached = true
	return t
}

func (t *table[T]) append() *table[T] {
	t.appended = true
	return t
}

// tell has changes told as a topic. part is the part of the key that is the app id.
func (t *table[T]) tell(topic store.Topic, part int) *table[T] {
	t.observed = observed{topic, part}
	return t
}

// added marks a table that the first schema did not have.
func (t *table[T]) added() *table[T] {
	t.Added = true
	return t
}

// keep marks a table whose rows stay when all others are replaced by those of a copy,
// which adds those that are not there.
func (t *table[T]) keep() *table[T] {
	t.Kept = true
	return t
}

// dest is where a record is scanned to, all columns of list.
func (t *table[T]) dest(record *T) []any {
	dest := make([]any, len(t.columns))
	for i := range t.columns {
		dest[i] = t.columns[i].dest(record)
	}
	return dest
}

// row is a record as parameters.
func (t *table[T]) row(record *T) []any {
	row := make([]any, len(t.columns), len(t.columns)+len(t.own))
	for i := range t.columns {
		row[i] = t.columns[i].get(record)
	}
	return row
}

// contentRow is row for updateContent.
func (t *table[T]) contentRow(record *T) []any {
	row := make([]any, len(t.columns), len(t.columns)+len(t.own))
	for i := range t.columns {
		if c := &t.columns[i]; !c.indexed { // else its number stands for nothing
			row[i] = c.get(record)
		}
	}
	return row
}

// keyArgs are the parts of a key as parameters.
func (t *table[T]) keyArgs(key store.Key) []any {
	args := make([]any, t.key)
	for i := range args {
		args[i] = key.Parts[i]
		if kind := t.columns[i].Kind; kind == store.ColumnHash {
			args[i] = []byte(key.Parts[i])
		} else if kind == store.ColumnInteger {
			args[i], _ = strconv.ParseInt(key.Parts[i], 10, 64) // of a key that was made of a number
		}
	}
	return args
}

// keyOf is the key of a record.
func (t *table[T]) keyOf(record *T) store.Key {
	key := store.Key{Table: t.Name}
	for i := range t.key {
		switch v := t.columns[i].get(record).(type) {
		case *string:
			key.Parts[i] = *v
		case []byte:
			key.Parts[i] = string(v)
		case *int64:
			key.Parts[i] = strconv.FormatInt(*v, 10)
		}
	}
	return key
}

// readOne reads a record outside a write, or returns store.ErrNotFound.
func readOne[T any](ctx context.Context, s *Store, t *table[T], what string, key store.Key) (T, error) {
	var record T
	found, err := s.db.Row(ctx, t.selectOne, t.keyArgs(key), t.dest(&record)...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	if err != nil {
		return *new(T), fmt.Errorf("store: read %s of %s: %w", what, key.Shown(), err)
	}
	return record, nil
}

// readList reads the records of a query whose columns are those of list.
func readList[T any](ctx context.Context, from sqldb.Rows, t *table[T], query string, args ...any) (records []T, err error) {
	err = from.Rows(ctx, query, args, func(row sqldb.Row) error {
		var record T
		err := row.Scan(t.dest(&record)...)
		records = append(records, record)
		return err
	})
	return records, err
}
