package app_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
)

// TestDrop deletes a store Mini Program, an account and a platform. Nothing of their own
// is left, what is others' is, and what is left fits together.
func TestDrop(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, on func(*testing.T) database) {
		s := startOn(t, on(t), platformSeed(t, "http://127.0.0.1:1/events"), func(c *app.Config) { c.ConsoleToken = operatorToken })
		const shop = seed.DemoAppID
		for i := range 70 { // past a mark of the history
			operated[any](t, s, "POST /api/send", fmt.Sprintf(`{"interface":"modifywxastore","appid":%q,"body":"{\"intro\":\"%d\"}"}`, shop, i))
		}
		operated[any](t, s, "POST /api/accounts", `{"appid":"wxother","merchant":{"nickname":"other"}}`)
		operated[any](t, s, "POST /api/send", `{"interface":"modifywxastore","appid":"wxother","body":"{\"intro\":\"other\"}"}`)
		operated[any](t, s, "POST /api/stores/"+shop, `{"name":"门店"}`)
		operated[any](t, s, "POST /api/cards/"+shop, `{"card_id":"pXcard","type":"MEMBER_CARD"}`)
		operated[any](t, s, "POST /api/components/wxplat/authorizations", `{"authorizer_appid":"`+shop+`","permission_sets":[13]}`)
		drop := func(what string) {
			t.Helper()
			if status, answer := operateAs(t, s, "DELETE /api/"+what+"", "", nil); status != http.StatusNoContent {
				t.Fatalf("%s: %d %s", what, status, answer)
			}
			if status, _ := operateAs(t, s, "DELETE /api/"+what+"", "", nil); status != http.StatusNotFound {
				t.Errorf("%s again: %d", what, status)
			}
			audits, _ := s.store.(store.Audits)
			err := audits.Strays(t.Context(), func(stray store.Stray) error {
				t.Errorf("after %s: %+v", what, stray)
				return nil
			})
			if err = errors.Join(err, audits.Chapters(t.Context(), func(store.Chapter) error { return nil })); err != nil {
				t.Errorf("after %s: %v", what, err)
			}
		}
		drop("merchants/" + shop)
		if rows := rowsOf(t, s, shop, "merchants", "merchant_changes", "applications"); len(rows) > 0 {
			t.Errorf("left of the store Mini Program: %v", rows)
		}
		if rows := rowsOf(t, s, shop, "shops", "cards", "authorizations", "accounts"); len(rows) < 4 {
			t.Errorf("of the account only %v are left", rows)
		}
		made := operated[struct{ State, Nickname string }](t, s, "PUT /api/merchants/"+shop, `{"state":"reviewing","nickname":"again"}`)
		if made.State != "reviewing" || made.Nickname != "again" {
			t.Errorf("made again: %+v", made)
		}
		drop("accounts/" + shop)
		if rows := rowsOf(t, s, shop); len(rows) > 0 {
			t.Errorf("left of the account: %v", rows)
		}
		drop("components/wxplat")
		if rows := rowsOf(t, s, "wxplat"); len(rows) > 0 {
			t.Errorf("left of the platform: %v", rows)
		}
		changes := operated[struct{ Changes []any }](t, s, "GET /api/merchants/wxother/history", "").Changes
		if len(changes) != 1 {
			t.Errorf("another has %d changes", len(changes))
		}
		operated[any](t, s, "POST /api/send", `{"interface":"modifywxastore","appid":"wxother","body":"{\"intro\":\"on\"}"}`)
		if status, answer := operateAs(t, s, "POST /api/accounts", `{"appid":"`+shop+`","merchant":{"nickname":"again"}}`, nil); status != http.StatusOK {
			t.Errorf("to make it again: %d %s", status, answer)
		}
	})
}

// rowsOf are the tables with rows of an account, of some tables or of all.
func rowsOf(t *testing.T, s *service, appID string, of ...string) (tables []string) {
	t.Helper()
	err := s.store.ReadAll(t.Context(), func(table store.Table, row []any) error {
		if len(of) > 0 && !slices.Contains(of, table.Name) || slices.Contains(tables, table.Name) {
			return nil
		}
		for i, column := range table.Columns {
			if text, _ := row[i].(string); (column.Name == "app_id" || column.Name == "component") && strings.TrimPrefix(text, "messages:") == appID {
				tables = append(tables, table.Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Compact(tables)
}

// TestEditMerchantsAndPlatforms edits with a version that is old by then.
func TestEditMerchantsAndPlatforms(t *testing.T) {
	t.Parallel()
	s := startOn(t, onSQLite(nil), platformSeed(t, ""), func(c *app.Config) { c.ConsoleToken = operatorToken })
	for path, own := range map[string]struct{ version, first, second string }{
		"/api/merchants/" + seed.DemoAppID: {"shown_version", `"state":"failed","nickname":"first"`, `"state":"failed","nickname":"second"`},
		"/api/components/wxplat":           {"version", `"name":"first"`, `"name":"second"`},
	} {
		seen, _ := operated[map[string]any](t, s, "GET "+path, "")[own.version].(string)
		put := func(fields string) (int, string) {
			return operateAs(t, s, "PUT "+path, fmt.Sprintf(`{%s,%q:%q}`, fields, own.version, seen), nil)
		}
		if status, answer := put(own.first); status != http.StatusOK {
			t.Errorf("%s: %d %s", path, status, answer)
		}
		if status, answer := put(own.second); status != http.StatusConflict || !strings.Contains(answer, `"yours":{`) || !strings.Contains(answer, `"first"`) {
			t.Errorf("%s with an old version: %d %s", path, status, answer)
		}
	}
	kept := operated[struct{ Token string }](t, s, "PUT /api/components/wxplat", `{"name":"x","version":"*","token":"sometoken"}`)
	if kept.Token != "***" {
		t.Errorf("the token is answered as %q", kept.Token)
	}
	if status, answer := operateAs(t, s, "PUT /api/components/wxplat", `{"name":"x","event_url":"ftp://x","version":"*"}`, nil); status != http.StatusBadRequest {
		t.Errorf("%d %s", status, answer)
	}
}
