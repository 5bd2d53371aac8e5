package sqltokens_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "github.com/ncruces/go-sqlite3/driver"
	"go.uber.org/goleak"
	_ "modernc.org/sqlite"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/component/sqltokens"
	"github.com/wxastore/wxastore/client/component/tokenstoretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestPromises(t *testing.T) {
	for _, test := range []struct{ driver, options string }{
		{"sqlite3", "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)"}, // ncruces
		{"sqlite", "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)"},  // modernc
	} {
		for name, style := range map[string]sqltokens.Placeholders{"question": sqltokens.Question, "dollar": sqltokens.Dollar} {
			t.Run(test.driver+" "+name, func(t *testing.T) {
				tokenstoretest.Run(t, func(t *testing.T) component.TokenStore {
					db, err := sql.Open(test.driver, "file:"+filepath.ToSlash(filepath.Join(t.TempDir(), "tokens.db"))+test.options)
					if err != nil {
						t.Fatal(err)
					}
					t.Cleanup(func() {
						if err := db.Close(); err != nil {
							t.Error(err)
						}
					})
					s := sqltokens.New(db, style)
					for range 2 { // the second finds the table
						if err := s.Create(t.Context()); err != nil {
							t.Fatal(err)
						}
					}
					return s
				})
			})
		}
	}
}
