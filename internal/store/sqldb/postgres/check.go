package postgres

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// Sessions is how many connections services hold to the database of an address:
// those that call themselves wxastore, as all do whose address gives no other
// application_name.
func Sessions(ctx context.Context, address string) (n int, err error) {
	config, err := parse(address)
	if err != nil {
		return 0, err
	}
	config.RuntimeParams["application_name"] = "wxastore restore"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return 0, said.Errorf("store: open database: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	err = conn.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()`, applicationName).Scan(&n)
	if err != nil {
		return 0, said.Errorf("store: look for services: %w", err)
	}
	return n, nil
}

const (
	selectInvalid = `SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
		WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready) ORDER BY c.relname LIMIT 1`
	selectIndexes = `SELECT c.oid::BIGINT, c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
		JOIN pg_am AS a ON a.oid = c.relam
		WHERE c.relnamespace = current_schema()::regnamespace AND a.amname = 'btree' ORDER BY c.relname`
	hasAmcheck = `SELECT count(*) > 0 FROM pg_extension AS e JOIN pg_proc AS p ON p.pronamespace = e.extnamespace
		WHERE e.extname = 'amcheck' AND p.proname = 'bt_index_check' AND has_function_privilege(p.oid, 'EXECUTE')`
)

// integrityCheck looks for indexes that the server itself calls invalid, and
// where the extension amcheck is there and may be used, compares each index with
// its table. Damaged pages are found when the tables are read, if the server
// keeps checksums.
func integrityCheck(ctx context.Context, db *sql.DB) error {
	var invalid []string
	err := query(ctx, db, selectInvalid, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		invalid = append(invalid, name)
		return err
	})
	if err != nil {
		return err
	}
	if len(invalid) > 0 {
		return store.Damage("the index " + invalid[0] + " is invalid: REINDEX it")
	}
	var can bool
	if err := db.QueryRowContext(ctx, hasAmcheck).Scan(&can); err != nil || !can {
		return err
	}
	type index struct {
		oid  int64
		name string
	}
	var indexes []index
	err = query(ctx, db, selectIndexes, func(rows *sql.Rows) error {
		var i index
		err := rows.Scan(&i.oid, &i.name)
		indexes = append(indexes, i)
		return err
	})
	if err != nil {
		return err
	}
	for _, i := range indexes {
		_, err := db.ExecContext(ctx, `SELECT bt_index_check($1::BIGINT::OID::regclass, TRUE)`, i.oid)
		if said := serverSaid(err); said != "" {
			return store.Damage("the index " + i.name + " is damaged: " + said)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func query(ctx context.Context, db *sql.DB, text string, each func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
