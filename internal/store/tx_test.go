package store_test

import (
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

// TestKeyShown holds that a key of bytes is shown in hexadecimal, and a text as it is.
func TestKeyShown(t *testing.T) {
	t.Parallel()
	for key, want := range map[store.Key]string{
		store.AccountKey("wx0123456789abcdef"): "wx0123456789abcdef",
		store.AccountKey("演示"):                 "演示",
		store.BlobKey(store.Hash{}):            "0000000000000000000000000000000000000000000000000000000000000000",
		store.BlobKey(store.Hash{0xff, 'a'}):   "ff61000000000000000000000000000000000000000000000000000000000000",
	} {
		if got := key.Shown(); got != want {
			t.Errorf("%q is shown as %q, want %q", key.Parts[0], got, want)
		}
	}
}
