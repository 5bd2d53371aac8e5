package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
)

// postgresShadows exchanges tables by renaming them and their indexes. What statements
// have prepared is planned again by the server, by the names.
type postgresShadows struct{}

// exchangeLocks bounds how long the exchange waits for other transactions, because all
// calls wait behind it.
const exchangeLocks = `SET LOCAL lock_timeout = '300ms'`

// indexDefinition is what comes before the columns in the definition of an index.
var indexDefinition = regexp.MustCompile(`^(CREATE (?:UNIQUE )?INDEX) \S+ ON \S+`)

func (p postgresShadows) create(ctx context.Context, conn *sql.Conn, table string) error {
	shadow := Shadow(table)
	statements := []string{fmt.Sprintf(`CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)`, shadow, table)}
	indexes, err := p.indexes(ctx, conn, []string{table})
	if err != nil {
		return err
	}
	for _, index := range indexes {
		name := Shadow(index.name)
		statements = append(statements, indexDefinition.ReplaceAllString(index.definition, "$1 "+name+" ON "+shadow))
		if index.constraint != "" {
			statements = append(statements, fmt.Sprintf(`ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s`, shadow, name, index.constraint, name))
		}
	}
	// What was set for the table, and what others than its owner may do.
	more, err := texts(ctx, conn, `SELECT 'ALTER TABLE `+shadow+` SET (' || array_to_string(c.reloptions, ', ') || ')' FROM pg_class AS c
			WHERE c.oid = $1::regclass AND c.reloptions IS NOT NULL
		UNION ALL SELECT 'GRANT ' || a.privilege_type || ' ON `+shadow+` TO ' || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
			FROM pg_class AS c, aclexplode(c.relacl) AS a WHERE c.oid = $1::regclass AND a.grantee <> c.relowner`, table)
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, strings.Join(append(statements, more...), "; "))
	return err
}

// index is an index: its name, its definition, and PRIMARY KEY or UNIQUE where
// a constraint stands for it.
type index struct{ name, definition, constraint string }

// indexes are those of some tables.
func (postgresShadows) indexes(ctx context.Context, conn *sql.Conn, tables []string) (all []index, err error) {
	rows, err := conn.QueryContext(ctx, `SELECT c.relname, pg_get_indexdef(c.oid),
			CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' ELSE '' END
		FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid LEFT JOIN pg_constraint AS k ON k.conindid = c.oid
		WHERE i.indrelid = ANY ($1::TEXT[]::regclass[]) ORDER BY c.relname`, tables)
	if err != nil {
		return nil, err
	}
	err = eachRow(rows, func(row Row) error {
		var i index
		err := row.Scan(&i.name, &i.definition, &i.constraint)
		all = append(all, i)
		return err
	})
	return all, err
}

// unlike are the tables, and their columns and indexes, that are not those of the shadow:
// a service of another version has migrated meanwhile.
const unlike = `SELECT t.name FROM unnest($1::TEXT[]) AS t (name) WHERE
	ARRAY(SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull FROM pg_attribute AS a
		WHERE a.attrelid = t.name::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) <>
	ARRAY(SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull FROM pg_attribute AS a
		WHERE a.attrelid = ($2 || t.name)::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
	OR ARRAY(SELECT ($2 || c.relname)::TEXT FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid WHERE i.indrelid = t.name::regclass ORDER BY 1) <>
	ARRAY(SELECT c.relname::TEXT FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid WHERE i.indrelid = ($2 || t.name)::regclass ORDER BY 1)`

// exchange asks for all names before it locks the tables, because all calls wait from
// then on. If they are others by then, unlike finds that.
func (p postgresShadows) exchange(ctx context.Context, conn *sql.Conn, tables []string) error {
	indexes, err := p.indexes(ctx, conn, tables)
	if err != nil {
		return err
	}
	var locked, renames []string
	rename := func(kind, from, to string) {
		renames = append(renames, fmt.Sprintf(`ALTER %s %s RENAME TO %s`, kind, from, to))
	}
	for _, table := range tables {
		shadow := Shadow(table)
		locked = append(locked, table, shadow)
		rename("TABLE", table, Shadow(shadow))
		rename("TABLE", shadow, table)
		rename("TABLE", Shadow(shadow), shadow)
	}
	for _, index := range indexes {
		rename("INDEX", index.name, Shadow(Shadow(index.name))) // it is dropped with its table
		rename("INDEX", Shadow(index.name), index.name)
	}
	if _, err := conn.ExecContext(ctx, exchangeLocks+`; LOCK TABLE `+strings.Join(locked, ", ")+` IN ACCESS EXCLUSIVE MODE`); err != nil {
		return err
	}
	different, err := texts(ctx, conn, unlike, tables, shadowPrefix)
	if err != nil {
		return err
	}
	if len(different) > 0 {
		return said.Errorf("%s is not like %s: the schema was changed meanwhile", Shadow(different[0]), different[0])
	}
	_, err = conn.ExecContext(ctx, strings.Join(renames, "; "))
	return err
}

// droppedAtOnce is how many bytes a table may have, with its indexes, that is dropped in
// one piece: the commit gives them back to the file system, which takes a second for those
// of a million rows.
const droppedAtOnce = 16 << 20

// largest is what is largest of a large table: an index, or if it has none, the table.
const largest = `SELECT CASE WHEN i.indexrelid IS NULL THEN 'TABLE ' || t.name
		WHEN k.oid IS NULL THEN 'INDEX ' || i.indexrelid::regclass ELSE 'CONSTRAINT ' || quote_ident(k.conname) END
	FROM (SELECT $1::TEXT AS name, to_regclass($1) AS id) AS t LEFT JOIN pg_index AS i ON i.indrelid = t.id LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid
	WHERE pg_total_relation_size(t.id) > $2 ORDER BY pg_relation_size(i.indexrelid) DESC LIMIT 1`

func (postgresShadows) drop(ctx context.Context, conn *sql.Conn, table string) (more bool, err error) {
	pieces, err := texts(ctx, conn, largest, Shadow(table), droppedAtOnce)
	if err != nil {
		return false, err
	}
	if len(pieces) == 0 {
		_, err = conn.ExecContext(ctx, `DROP TABLE IF EXISTS `+Shadow(table))
		return false, err
	}
	if strings.HasPrefix(pieces[0], "CONSTRAINT") {
		pieces[0] = `ALTER TABLE ` + Shadow(table) + ` DROP ` + pieces[0]
	} else {
		pieces[0] = `DROP ` + pieces[0]
	}
	_, err = conn.ExecContext(ctx, pieces[0])
	return true, err
}
