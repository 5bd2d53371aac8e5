package conformance

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// shop is the state of a store Mini Program: its intro and the SHA-256 of its
// picture in hex, "" for none.
type shop struct{ intro, picture string }

// after is the state that a change of the intro or of the picture makes.
func (s shop) after(intro string, p *picture) shop {
	if intro != "" {
		s.intro = intro
	}
	if p != nil {
		sum := sha256.Sum256(p.content)
		s.picture = hex.EncodeToString(sum[:])
	}
	return s
}

// stored is what a service that was stopped has left of an account.
type stored struct {
	now shop
	// history holds the state before the first change and after each.
	history []shop
}

// readStored reads the database of a service that was stopped.
func readStored(t *testing.T, from *service, appID string) stored {
	t.Helper()
	db, hex, err := from.open()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var s stored
	err = db.QueryRowContext(t.Context(), "SELECT intro, coalesce("+hex("headimg")+", '') FROM merchants WHERE app_id = $1", appID).
		Scan(&s.now.intro, &s.now.picture)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), `SELECT before_intro, coalesce(`+hex("before_headimg")+`, ''),
		after_intro, coalesce(`+hex("after_headimg")+`, '') FROM merchant_changes WHERE app_id = $1 ORDER BY version`, appID)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var before, after shop
		if err := rows.Scan(&before.intro, &before.picture, &after.intro, &after.picture); err != nil {
			t.Fatal(err)
		}
		if len(s.history) == 0 {
			s.history = append(s.history, before)
		}
		if last := s.history[len(s.history)-1]; last != before {
			t.Errorf("a change begins with %q, the one before ended with %q", before, last)
		}
		s.history = append(s.history, after)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return s
}

// checkBytes compares the kept bytes of a picture with those that were sent.
func checkBytes(data string, p picture) error {
	name := shop{}.after("", &p).picture
	kept, err := os.ReadFile(filepath.Join(data, "media", name[:2], name))
	if err != nil {
		return err
	}
	if !bytes.Equal(kept, p.content) {
		return fmt.Errorf("picture %s is kept as %d other bytes", name, len(kept))
	}
	return nil
}
