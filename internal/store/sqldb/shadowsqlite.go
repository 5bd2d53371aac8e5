package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"

	"github.com/wxastore/wxastore/internal/said"
)

// sqliteShadows exchanges tables by the pages where they and their indexes begin. SQLite
// can rename a table but not an index, and to build indexes again takes longer than
// callers may wait.
type sqliteShadows struct{}

// dropRows is how many rows of a shadow are deleted at a time.
const dropRows = 2000

var definition = regexp.MustCompile(`^(CREATE TABLE|CREATE INDEX|CREATE UNIQUE INDEX) "?(\w+)"?(?: ON "?(\w+)"?)?`)

// shadowSQL is the definition of the shadow of a table or of an index.
func shadowSQL(sql string) string {
	return definition.ReplaceAllStringFunc(sql, func(text string) string {
		parts := definition.FindStringSubmatch(text)
		text = parts[1] + " " + Shadow(parts[2])
		if parts[3] != "" {
			text += " ON " + Shadow(parts[3])
		}
		return text
	})
}

func (sqliteShadows) create(ctx context.Context, conn *sql.Conn, table string) error {
	definitions, err := texts(ctx, conn, `SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type DESC, name`, table)
	if err != nil {
		return err
	}
	for _, text := range definitions {
		if _, err := conn.ExecContext(ctx, shadowSQL(text)); err != nil {
			return err
		}
	}
	return nil
}

// btree is a table or an index, and the page where it begins.
type btree struct {
	name, table, sql string
	page             int64
}

func (sqliteShadows) exchange(ctx context.Context, conn *sql.Conn, tables []string) error {
	all := make(map[string]btree)
	rows, err := conn.QueryContext(ctx, `SELECT name, tbl_name, coalesce(sql, ''), rootpage FROM sqlite_schema WHERE rootpage > 0`)
	if err != nil {
		return err
	}
	err = eachRow(rows, func(row Row) error {
		var b btree
		err := row.Scan(&b.name, &b.table, &b.sql, &b.page)
		all[b.name] = b
		return err
	})
	if err != nil {
		return err
	}
	var version int64
	if err := conn.QueryRowContext(ctx, `PRAGMA schema_version`).Scan(&version); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, `PRAGMA writable_schema = ON`); err != nil {
		return err
	}
	for _, live := range all {
		if !slices.Contains(tables, live.table) {
			continue
		}
		shadow, ok := all[Shadow(live.name)]
		if !ok || shadow.sql != shadowSQL(live.sql) {
			return said.Errorf("%s is not like %s", Shadow(live.name), live.name)
		}
		const move = `UPDATE sqlite_schema SET rootpage = ?1 WHERE name = ?2`
		if _, err := conn.ExecContext(ctx, move, shadow.page, live.name); err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, move, live.page, shadow.name); err != nil {
			return err
		}
	}
	// Other connections, and statements that are prepared, see by the version that they
	// have to look again; RESET has this one look again, and ends what ON began.
	_, err = conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA schema_version = %d; PRAGMA writable_schema = RESET`, version+1))
	return err
}

// drop drops the indexes one by one, then the rows in the order in which they lie, and at
// last the table: to drop one of many rows takes longer than callers may wait.
func (sqliteShadows) drop(ctx context.Context, conn *sql.Conn, table string) (more bool, err error) {
	indexes, err := texts(ctx, conn, `SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL LIMIT 1`, Shadow(table))
	if err != nil {
		return false, err
	}
	if len(indexes) > 0 {
		_, err := conn.ExecContext(ctx, `DROP INDEX "`+indexes[0]+`"`)
		return true, err
	}
	keys, err := texts(ctx, conn, `SELECT name FROM pragma_table_info(?1) WHERE pk = 1`, Shadow(table))
	if err != nil || len(keys) == 0 {
		return false, err
	}
	result, err := conn.ExecContext(ctx, fmt.Sprintf(`DELETE FROM %[1]s WHERE %[2]s <= (SELECT %[2]s FROM %[1]s ORDER BY %[2]s LIMIT 1 OFFSET %[3]d)`,
		Shadow(table), keys[0], dropRows))
	if err != nil {
		return false, err
	}
	deleted, err := result.RowsAffected()
	if err != nil || deleted > 0 {
		return true, err
	}
	_, err = conn.ExecContext(ctx, `DROP TABLE `+Shadow(table))
	return false, err
}
