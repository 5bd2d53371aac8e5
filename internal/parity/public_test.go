package parity_test

import (
	"testing"

	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/internal/parity/twin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// verify verifies a recording against a twin of its facts.
func verify(t *testing.T, r parity.Recording, opts ...wxastoretest.Option) parity.Result {
	t.Helper()
	known, err := parity.KnownDifferences()
	if err != nil {
		t.Fatal(err)
	}
	other, err := twin.Start(t.Context(), r.Facts, opts...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	}()
	result, err := parity.Verify(t.Context(), r, other.Side, known)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestPublicAnswers verifies every answer of the real Weixin that was published: the
// twin gives it, or known.txt says why not.
func TestPublicAnswers(t *testing.T) {
	public, err := parity.Public()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range public {
		result := verify(t, r)
		for _, c := range result.Comparisons {
			if c.Skipped != "" {
				t.Errorf("%s: %s", c.ID(), c.Skipped)
			}
			for _, d := range c.Differences {
				if !d.Explained() {
					t.Errorf("%s %s", c.ID(), d)
				}
			}
		}
		for _, k := range result.Stale {
			t.Errorf("known.txt: %s no longer differs: take it out", k)
		}
	}
}
