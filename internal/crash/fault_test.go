package crash

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// TestCheckFindsFaults breaks a sound data folder in one way at a time.
func TestCheckFindsFaults(t *testing.T) {
	first, last := sha256.Sum256(draw(0)), sha256.Sum256(draw(2))
	faults := []struct {
		name string
		// sql is done to the database, media to the folder of pictures, asked
		// to the ledger.
		sql   string
		media func(root string) error
		asked func(*ledger)
		want  string // in one of the checker's complaints, "" for none
	}{
		{name: "none"},
		{name: "an unanswered change that did not happen",
			asked: func(l *ledger) { l.changes["unheard"] = &change{appID: "wx-1", client: 1, number: 9, intro: "unheard"} }},
		{name: "an unanswered change that happened", want: "was not answered",
			asked: func(l *ledger) { l.changes["two"].acknowledged = false }},
		{name: "the newest row is gone", want: "has version 3 and 0 rows",
			sql: "DELETE FROM merchant_changes WHERE version = 3"},
		{name: "a row between is gone", want: "row 1 of the history has version 3",
			sql: "DELETE FROM merchant_changes WHERE version = 2"},
		{name: "a change is gone without a trace", want: `the acknowledged change to "three" is lost`,
			sql: "DELETE FROM merchant_changes WHERE version = 3; UPDATE merchants SET intro = 'two', version = 2, month_changes = 2, headimg = (SELECT after_headimg FROM merchant_changes WHERE version = 2)"},
		{name: "the intro is another", want: "its history ends with",
			sql: "UPDATE merchants SET intro = 'two'"},
		{name: "the picture is another", want: "its history ends with",
			sql: "UPDATE merchants SET headimg = (SELECT before_headimg FROM merchant_changes WHERE version = 1)"},
		{name: "the shop is gone", want: "not found",
			sql: "DELETE FROM merchants"},
		{name: "a row begins elsewhere", want: "version 2 changed",
			sql: "UPDATE merchant_changes SET before_intro = 'zero' WHERE version = 2"},
		{name: "half a change", want: "version 3 has picture",
			sql: "UPDATE merchant_changes SET after_headimg = before_headimg WHERE version = 3; UPDATE merchants SET headimg = (SELECT before_headimg FROM merchant_changes WHERE version = 3)"},
		{name: "a change that nobody asked for", want: `nobody asked for version 3, "drei"`,
			sql: "UPDATE merchant_changes SET after_intro = 'drei' WHERE version = 3; UPDATE merchants SET intro = 'drei'"},
		{name: "a change was made twice", want: `makes the change to "two" again`,
			sql: "UPDATE merchant_changes SET after_intro = 'two' WHERE version = 3; UPDATE merchants SET intro = 'two'"},
		{name: "two changes of one client in the wrong order", want: "is older than another change",
			asked: func(l *ledger) { l.changes["one"].number, l.changes["two"].number = 2, 1 }},
		{name: "nobody made it", want: `is by ""`,
			sql: "UPDATE merchant_changes SET caller = '' WHERE version = 1"},
		{name: "the month is miscounted", want: "counts 2 changes",
			sql: "UPDATE merchants SET month_changes = 2"},
		{name: "an upload is gone", want: "the acknowledged upload",
			sql: "DELETE FROM media"},
		{name: "an upload is another picture", want: "sent was",
			sql: "UPDATE media SET blob = (SELECT before_headimg FROM merchant_changes WHERE version = 1)"},
		{name: "a picture is not recorded", want: "not recorded",
			sql: "DELETE FROM blobs"},
		{name: "the bytes of a picture are gone", want: "no such file",
			media: func(root string) error { return os.Remove(blobPath(root, last)) }},
		{name: "the bytes of the seeded picture are gone", want: "no such file",
			media: func(root string) error { return os.Remove(blobPath(root, first)) }},
		{name: "the bytes of a picture are cut", want: "its bytes hash to",
			media: func(root string) error { return os.Truncate(blobPath(root, last), 10) }},
		{name: "the database is damaged", want: "database",
			sql: "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'blobs') WHERE name = 'media'"},
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			data, l := soundFolder(t)
			if f.sql != "" {
				execRaw(t, data, f.sql)
			}
			if f.media != nil {
				if err := f.media(filepath.Join(data, "media")); err != nil {
					t.Fatal(err)
				}
			}
			if f.asked != nil {
				f.asked(l)
			}
			got, err := checkData(t.Context(), data, t.TempDir(), l, true)
			if err != nil {
				got = append(got, err.Error())
			}
			if f.want == "" && len(got) > 0 {
				t.Errorf("the checker complains of a sound folder: %q", got)
			}
			if !strings.Contains(strings.Join(got, "\n"), f.want) {
				t.Errorf("the checker says %q, nothing of %q", got, f.want)
			}
		})
	}
}

func blobPath(root string, h store.Hash) string {
	return filepath.Join(root, h.String()[:2], h.String())
}
