package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// state shows an account's store Mini Program and its history as the store has
// them. The section's first line names the account.
func (p *player) state(t *testing.T, section string) string {
	t.Helper()
	appID, _, _ := strings.Cut(section, "\n")
	m, err := p.service.store.Merchant(t.Context(), appID)
	if err != nil {
		t.Fatal(err)
	}
	history, err := p.service.store.History(t.Context(), appID, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nversion %d, month %s: %d, intro %s, picture %s\n", appID, m.Version, m.Month, m.MonthChanges, show(m.Intro), p.picture(m.Headimg))
	for _, c := range history {
		rid := "RID"
		if !ridForm.MatchString(c.RID) {
			rid = "no rid: " + c.RID
		}
		fmt.Fprintf(&b, "%d %s by %s %s: intro %s -> %s, picture %s -> %s\n", c.Version, c.At.Format("2006-01-02T15:04:05Z"), c.Caller, rid,
			show(c.BeforeIntro), show(c.AfterIntro), p.picture(c.BeforeHeadimg), p.picture(c.AfterHeadimg))
	}
	return b.String()
}

// show quotes a text, and only counts a long one.
func show(s string) string {
	if len(s) > 200 {
		return fmt.Sprintf("(%d bytes)", len(s))
	}
	return "[" + s + "]"
}

// picture says whether there is one and its bytes are kept.
func (p *player) picture(h store.Hash) string {
	if h.IsZero() {
		return "none"
	}
	if _, err := os.Stat(filepath.Join(p.service.data, "media", h.String()[:2], h.String())); err != nil {
		return "lost: " + err.Error()
	}
	return "kept"
}
