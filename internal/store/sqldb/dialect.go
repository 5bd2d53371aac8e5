package sqldb

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pressly/goose/v3"
)

// Dialect names a kind of database: its folders of migrations, and the few
// places where its SQL is its own.
type Dialect string

const (
	// SQLite is the dialect of every SQLite driver.
	SQLite Dialect = "sqlite"
	// PostgreSQL is the dialect of PostgreSQL and of what speaks its protocol.
	PostgreSQL Dialect = "postgres"
)

// traits is what the SQL of a dialect has of its own. All else is written once.
type traits struct {
	migrations goose.Dialect
	// migrationLocks is a line that bounds how long a migration waits for a lock; "" where
	// a transaction that writes is alone.
	migrationLocks string
	// placeholder comes before the number of a parameter.
	placeholder string
	// locks says that rows and tables must be locked; otherwise a transaction
	// that writes is alone.
	locks bool
	// arrays says that a parameter may be an array.
	arrays bool
	// shadows makes and exchanges tables; hasTable finds one by its name.
	shadows  shadows
	hasTable string
	// anyText says that a text may hold bytes that are not UTF-8, and U+0000.
	anyText bool
}

func (d Dialect) traits() traits {
	if d == PostgreSQL {
		return traits{
			migrations: goose.DialectPostgres, migrationLocks: "SET LOCAL lock_timeout = '1s';\n",
			placeholder: "$", locks: true, arrays: true,
			shadows: postgresShadows{}, hasTable: `SELECT 1 FROM pg_class AS c WHERE c.oid = to_regclass(?1)`,
		}
	}
	return traits{
		migrations: goose.DialectSQLite3, placeholder: "?", anyText: true,
		shadows: sqliteShadows{}, hasTable: `SELECT 1 FROM sqlite_schema AS s WHERE s.type = 'table' AND s.name = ?1`,
	}
}

var parameter = regexp.MustCompile(`\?([0-9])`)

// text is a query as the database wants it written.
func (t *traits) text(query string) string {
	if t.placeholder == "?" {
		return query
	}
	return parameter.ReplaceAllString(query, strings.ReplaceAll(t.placeholder, "$", "$$")+"$1")
}

// holds reports whether the database can hold all texts of some parameters.
// Where it cannot, no row has them.
func (t *traits) holds(args []any) bool {
	if t.anyText {
		return true
	}
	for _, arg := range args {
		if text, ok := arg.(string); ok && !Storable(text) {
			return false
		}
	}
	return true
}

// Storable reports whether every database can hold a text.
func Storable(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }
