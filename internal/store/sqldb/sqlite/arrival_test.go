package sqlite_test

import (
	"fmt"
	"testing"
)

// TestHistoriesAreMigrated opens a database whose changes lie in the order of their
// key, as they did before they lay in that of their arrival.
func TestHistoriesAreMigrated(t *testing.T) {
	dir := t.TempDir()
	if err := openFile(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	db := rawDB(t, dir, "wxastore.db")
	const changes = 150
	for _, statement := range []string{
		`DELETE FROM goose_db_version WHERE version_id = 8`,
		`ALTER TABLE merchants DROP COLUMN last_change`,
		`ALTER TABLE merchants DROP COLUMN last_mark`,
		`DROP TABLE merchant_changes`,
		`CREATE TABLE merchant_changes (
			app_id TEXT NOT NULL, version INTEGER NOT NULL, before_intro TEXT NOT NULL, after_intro TEXT NOT NULL, before_headimg BLOB,
			after_headimg BLOB, caller TEXT NOT NULL, rid TEXT NOT NULL, changed_at INTEGER NOT NULL, PRIMARY KEY (app_id, version)
		) STRICT, WITHOUT ROWID`,
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
