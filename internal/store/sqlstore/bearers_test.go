package sqlstore

import (
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// TestChanges holds which statements make bearers and subjects forget.
func TestChanges(t *testing.T) {
	for query, want := range map[string]bool{
		insertToken: true, supersedeToken: true, deleteToken: true, upsertLine: false, selectBearer: false,
		updateMerchant: false, insertChange: false, insertMerchant: false, upsertUse: false,
		"INSERT INTO accounts(app_id) VALUES (?1)": true, "UPDATE accounts SET name = ?2 WHERE app_id = ?1": true,
		"DELETE FROM accounts": true, "SELECT name FROM accounts": false, "DELETE\n\tFROM tokens": true,
	} {
		if got := changes(query, bearerTables()); got != want {
			t.Errorf("%q changes bearers: %t", query, got)
		}
	}
	for query, want := range map[string]bool{
		insertToken: false, updateMerchant: true, updateContent: true, insertMerchant: true, insertChange: false,
		selectForChange: false, "DELETE FROM merchants": true, "UPDATE accounts SET name = ?2 WHERE app_id = ?1": true,
	} {
		if got := changes(query, subjectTables()); got != want {
			t.Errorf("%q changes subjects: %t", query, got)
		}
	}
}

// TestBearersReadBefore holds that what was read before a change is not
// remembered after it.
func TestBearersReadBefore(t *testing.T) {
	var b bearers
	old := &bearer{token: store.Token{AppID: "wx1", Hash: store.Hash{1}}}
	_, before := b.look("wx1", store.Hash{1})
	b.forget([]string{"wx1"})
	b.remember(old, before)
	found, now := b.look("wx1", store.Hash{1})
	if found != nil {
		t.Error("what was read before the change is remembered")
	}
	b.remember(old, now)
	if found, _ := b.look("wx1", store.Hash{1}); found == nil {
		t.Error("what was read after the change is not remembered")
	}
	b.forget([]string{everyAccount})
	if found, _ := b.look("wx1", store.Hash{1}); found != nil {
		t.Error("nothing was forgotten")
	}
}
