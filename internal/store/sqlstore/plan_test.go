package sqlstore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// TestListsScanNothing asks the database how it reads lists: each step must look
// something up, in the order in which it is returned, so that a million rows
// cost no more than a page.
func TestListsScanNothing(t *testing.T) {
	s := openMemory(t)
	for name, query := range sqlstore.ListQueries() {
		steps, err := s.Plan(t.Context(), query)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		searches := 0
		for _, step := range steps {
			switch {
			case strings.HasPrefix(step, "SEARCH "):
				searches++
			case step == "USE TEMP B-TREE FOR ORDER BY" && name == "live tokens":
				// Those of one account are sorted, which are few.
			default:
				t.Errorf("%s: %s", name, step)
			}
		}
		if searches != 1 {
			t.Errorf("%s: %v", name, steps)
		}
		// A search must be bounded by what the page begins with.
		bound := map[string]string{
			"accounts by id": "app_id>? AND app_id<?", "accounts by name": "accounts_name ((name,app_id)>(?,?) AND name<?)",
			"merchants by id": "app_id>? AND app_id<?", "merchants by nickname": "merchants_nickname ((nickname,app_id)>(?,?) AND nickname<?)",
			"merchants of a state by id":       "merchants_state (state=? AND app_id>? AND app_id<?)",
			"merchants of a state by nickname": "merchants_state_nickname (state=? AND (nickname,app_id)>(?,?) AND nickname<?)",
		}[name]
		if !strings.Contains(strings.Join(steps, " "), bound) {
			t.Errorf("%s: %v, want it bounded by %s", name, steps, bound)
		}
	}
}

// TestHistoryIsFollowed asks how a history is read: from the merchant on, each change
// is looked up by its place.
func TestHistoryIsFollowed(t *testing.T) {
	steps, err := openMemory(t).Plan(t.Context(), sqlstore.HistoryQuery)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		what, _, _ := strings.Cut(step, " ")
		if (what == "SCAN" && step != "SCAN back") || what == "USE" || strings.Contains(step, "AUTOMATIC") {
			t.Errorf("%s", step)
		}
	}
}

// TestSecretsAreSought asks the same of how app secrets are told.
func TestSecretsAreSought(t *testing.T) {
	steps, err := openMemory(t).Plan(t.Context(), sqlstore.SecretsQuery)
	want := []string{"SCAN j VIRTUAL TABLE INDEX 1:", "SEARCH a USING COVERING INDEX accounts_secret (secret_hash=?)"}
	if err != nil || !slices.Equal(steps, want) {
		t.Errorf("%q, %v, want %q", steps, err, want)
	}
	steps, err = openMemory(t).Plan(t.Context(), sqlstore.MessageKeysQuery)
	want = []string{"SCAN j VIRTUAL TABLE INDEX 1:"}
	for i, column := range []string{"token", "aes_key", "previous_aes_key"} {
		want = append(want, fmt.Sprintf("CORRELATED SCALAR SUBQUERY %d", i+1), fmt.Sprintf("SEARCH a USING COVERING INDEX accounts_message_%s (message_%s=?)", column, column))
	}
	if err != nil || !slices.Equal(steps, want) {
		t.Errorf("%q, %v, want %q", steps, err, want)
	}
}
