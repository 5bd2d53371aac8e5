package sqlite_test

import (
	"fmt"
	"io/fs"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// TestHistoriesAreMigrated opens a database whose changes lie in the order of their
// key, as they did before they lay in that of their arrival.
func TestHistoriesAreMigrated(t *testing.T) {
	dir := t.TempDir()
	db := rawDB(t, dir, "wxastore.db")
	migrations, err := fs.Sub(sqlstore.Schema().Migrations, "migrations/sqlite")
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, migrations, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	const changes = 150
	for _, statement := range []string{
		fmt.Sprintf(`INSERT INTO merchants (app_id, state, nickname, intro, version, month, month_changes, updated_at)
			VALUES ('wxa', 'approved', '', 'to %[1]d', %[1]d, '', 0, 1), ('wxb', 'approved', '', 'to 1', 1, '', 0, 1), ('wxc', 'approved', '', '', 0, '', 0, 1)`, changes),
		fmt.Sprintf(`WITH RECURSIVE n (v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < %d)
			INSERT INTO merchant_changes SELECT 'wxa', v, 'to ' || (v - 1), 'to ' || v, NULL, NULL, 'wxa', 'rid', v FROM n`, changes),
		`INSERT INTO merchant_changes VALUES ('wxb', 1, '', 'to 1', NULL, NULL, 'wxb', 'rid', 1)`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s := openFile(t, dir)
	defer s.Close()
	for app, want := range map[string]int64{"wxa": changes, "wxb": 1, "wxc": 0} {
		for before := range want + 2 {
			got, err := s.LatestChanges(t.Context(), app, before, 3)
			first := before - 1
			if before == 0 {
				first = want
			}
			if err != nil || int64(len(got)) != min(3, first) || len(got) > 0 && (got[0].Version != first || got[0].AfterIntro != fmt.Sprint("to ", first)) {
				t.Errorf("LatestChanges of %s before %d: %v, %+v", app, before, err, got)
			}
		}
	}
}
