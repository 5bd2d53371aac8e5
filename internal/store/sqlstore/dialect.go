package sqlstore

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
	// placeholder comes before the number of a parameter.
	placeholder string
	// lockAccounts, lockTargets and lockBlobs lock the rows of an array of keys,
	// in their order, until the end of the transaction; "" where a transaction
	// that writes is alone anyway. lockRow, at the end of a query, locks its row.
	lockAccounts, lockTargets, lockBlobs, lockRow string
	// lockEverything keeps all other writes away until the end of the
	// transaction; "" where it is alone anyway.
	lockEverything string
	// selectForChanges reads what rules about the merchants of an array of
	// accounts work on, and modifyTogether keeps what they decided; "" where
	// each modification has statements of its own.
	selectForChanges, modifyTogether string
	// lockChunks lets only one transaction at a time change or delete chunks,
	// until its end; others may add some meanwhile. It is "" where a transaction
	// that writes is alone anyway.
	lockChunks string
	// arrays says that a parameter may be an array; copied rows are added as such.
	arrays bool
	// anyText says that a text may hold bytes that are not UTF-8, and U+0000.
	anyText bool
}

func (d Dialect) traits() traits {
	if d == PostgreSQL {
		return traits{
			migrations: goose.DialectPostgres, placeholder: "$",
			lockAccounts: `SELECT a.app_id FROM accounts AS a WHERE a.app_id = ANY (?1::TEXT[]) ORDER BY a.app_id FOR UPDATE`,
			lockTargets:  `SELECT t.app_id FROM push_targets AS t WHERE t.app_id = ANY (?1::TEXT[]) ORDER BY t.app_id FOR UPDATE`,
			lockBlobs:    `SELECT b.hash FROM blobs AS b WHERE b.hash = ANY (?1::BYTEA[]) ORDER BY b.hash FOR UPDATE`,
			lockRow:      ` FOR UPDATE`,
			// Whoever decides by what was read locks a row of these first.
			lockEverything: `LOCK TABLE accounts, push_targets, blobs IN EXCLUSIVE MODE`,
			// Of a table whose vacuum is soon done: that takes the same lock.
			lockChunks: `LOCK TABLE totals IN SHARE UPDATE EXCLUSIVE MODE`,
			arrays:     true,

			selectForChanges: selectForChanges, modifyTogether: modifyTogether,
		}
	}
	return traits{migrations: goose.DialectSQLite3, placeholder: "?", anyText: true}
}

var parameter = regexp.MustCompile(`\?([0-9])`)

// text is a query as the database wants it written.
func (t *traits) text(query string) string {
	if t.placeholder == "?" {
		return query
	}
	return parameter.ReplaceAllString(query, strings.ReplaceAll(t.placeholder, "$", "$$")+"$1")
}

// bytes is a text as a parameter for a column that holds whatever bytes came.
func (t *traits) bytes(text string) any {
	if t.anyText {
		return text
	}
	return []byte(text)
}

// holds reports whether the database can hold all texts of some parameters.
// Where it cannot, no row has them.
func (t *traits) holds(args []any) bool {
	if t.anyText {
		return true
	}
	for _, arg := range args {
		if text, ok := arg.(string); ok && !storable(text) {
			return false
		}
	}
	return true
}

func storable(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }
