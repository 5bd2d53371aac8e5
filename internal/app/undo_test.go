package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/app"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/internal/journal/sqljournal"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/search/sqlsearch"
	"github.com/wxastore/wxastore/internal/seed"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
)

// TestUndo undoes a reset, undoes that, and undoes a restore, where the state lies in a
// folder and where it is in memory. A failed undo leaves what is kept.
func TestUndo(t *testing.T) {
	t.Parallel()
	inMemory := database{
		func(ctx context.Context, _ string, log *slog.Logger) (store.Store, error) {
			return sqlstore.Open(ctx, sqlite.Memory(), log)
		},
		func(ctx context.Context, _ string, log *slog.Logger) (journal.Store, error) {
			return sqljournal.Open(ctx, sqlite.MemoryJournal(), log)
		},
	}
	for name, on := range map[string]database{"in a folder": onSQLite(t), "in memory": inMemory} {
		folder := ""
		s := startOn(t, on, "", func(c *app.Config) {
			c.ConsoleToken = operatorToken
			if name == "in memory" {
				c.Data, c.OpenBlobs = "", func(context.Context, string) (store.Blobs, error) { return new(blobmem.Blobs), nil }
				c.OpenSearch = func(ctx context.Context, _ string, log *slog.Logger) (search.Store, error) {
					return sqlsearch.Open(ctx, sqlite.MemorySearch(), log)
				}
			}
			folder = c.Data
		})
		type undoable struct{ What, Version string }
		unseen := operated[undoable](t, s, "GET /api/undo", "").Version
		check := func(when, what, intro string) {
			t.Helper()
			if got := operated[undoable](t, s, "GET /api/undo", ""); got.What != what {
				t.Errorf("%s, %s: %q can be undone, want %q", name, when, got.What, what)
			}
			if got := operated[struct{ Intro string }](t, s, "GET /api/merchants/"+seed.DemoAppID, ""); intro != "" && got.Intro != intro {
				t.Errorf("%s, %s: the introduction is %q, want %q", name, when, got.Intro, intro)
			}
		}
		if status, answer := operateAs(t, s, "POST /api/undo", `{"confirm":true}`, nil); status != http.StatusBadRequest || !strings.Contains(answer, "nothing to undo") {
			t.Errorf("%s: %d %s", name, status, answer)
		}
		first := operated[struct{ Intro string }](t, s, "GET /api/merchants/"+seed.DemoAppID, "").Intro
		check("at first", "", first)
		_, before := operateAs(t, s, "GET /api/snapshot", "", nil)
		operated[any](t, s, "PUT /api/merchants/"+seed.DemoAppID, `{"state":"approved","intro":"changed","shown_version":"*"}`)
		if status, answer := operateAs(t, s, "POST /api/reset", `{"confirm":true}`, nil); status != http.StatusNoContent {
			t.Fatalf("%s: %d %s", name, status, answer)
		}
		check("after the reset", "reset", first)
		// One who has seen the state before the reset replaces nothing.
		for request, body := range map[string]string{"POST /api/reset": `{"confirm":true}`, "POST /api/undo": `{"confirm":true}`, "POST /api/restore": before} {
			if status, answer := operateAs(t, s, request+"?version="+unseen, body, nil); status != http.StatusConflict || !strings.Contains(answer, "was replaced since its version "+unseen) {
				t.Errorf("%s: %s: %d %s", name, request, status, answer)
			}
		}
		check("after stale changes", "reset", first)
		operated[any](t, s, "POST /api/undo?version="+operated[undoable](t, s, "GET /api/undo", "").Version, `{"confirm":true}`)
		check("after the undo", "undo", "changed")
		operated[any](t, s, "POST /api/undo", `{"confirm":true}`)
		check("after another", "undo", first)
		operated[any](t, s, "POST /api/undo", `{"confirm":true}`)
		operated[any](t, s, "POST /api/restore", before)
		check("after the restore", "restore", first)
		if status, _ := operateAs(t, s, "POST /api/restore", "not a snapshot", nil); status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
		check("after a restore that failed", "restore", first)
		operated[any](t, s, "POST /api/undo", `{"confirm":true}`)
		check("in the end", "undo", "changed")
		if files, _ := filepath.Glob(filepath.Join(folder, ".snapshot-*")); folder != "" && len(files) > 0 {
			t.Errorf("left behind: %v", files)
		}
	}
}
