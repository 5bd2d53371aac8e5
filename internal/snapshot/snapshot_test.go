package snapshot_test

import (
	"bytes"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/internal/snapshot"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func madeAt() time.Time { return time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) }

// state is a store and its blobs, in memory.
type state struct {
	store.Store
	blobs store.Blobs
}

func open(t testing.TB) state {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlite.Memory(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return state{s, new(blobmem.Blobs)}
}

// filled is a state with merchants and a picture.
func filled(t testing.TB, merchants int) state {
	t.Helper()
	s := open(t)
	picture, _, err := s.blobs.Put(t.Context(), strings.NewReader("picture"))
	if err != nil {
		t.Fatal(err)
	}
	var seeds []store.Seed
	for i := range merchants {
		appID := "wx" + strings.Repeat("x", i%50) + time.Duration(i).String()
		seeds = append(seeds, store.Seed{
			Account:  store.Account{AppID: strings.ReplaceAll(appID, "µ", "u"), Kind: "service", Name: strings.Repeat("饺子", i%100)},
			Merchant: &store.Merchant{State: store.MerchantApproved, Headimg: picture, UpdatedAt: madeAt()},
		})
	}
	if _, err := storetest.With(s).Seed(t.Context(), seeds); err != nil {
		t.Fatal(err)
	}
	return s
}

func write(t testing.TB, s state) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := snapshot.Write(t.Context(), &file, s, s.blobs, madeAt()); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestRoundTrip copies more than fits into one part, twice: the second copy is
// the first's, byte for byte. WXASTORE_COPIED_MERCHANTS says how many merchants.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	merchants := rounds.Of(t, "WXASTORE_COPIED_MERCHANTS", 5_000, 5_000)
	first := write(t, filled(t, merchants))
	other := open(t)
	result, err := snapshot.Restore(t.Context(), bytes.NewReader(first), snapshot.Target{Store: other, Blobs: other.blobs})
	if err != nil || !result.MadeAt.Equal(madeAt()) || result.Rows != int64(2*merchants+1) || result.Blobs != 1 {
		t.Fatalf("%+v, %v", result, err)
	}
	if second := write(t, other); !bytes.Equal(first, second) {
		t.Errorf("the copy of the copy has %d bytes, the copy %d", len(second), len(first))
	}
}

// TestMissingBlob holds that a copy without a picture is none.
func TestMissingBlob(t *testing.T) {
	t.Parallel()
	s := filled(t, 1)
	s.blobs = new(blobmem.Blobs)
	if err := snapshot.Write(t.Context(), new(bytes.Buffer), s, s.blobs, madeAt()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("written without its picture: %v", err)
	}
}

// TestDamage restores damaged copies: each is refused with a sentence, and
// nothing has changed; or the damage did not touch what it says.
func TestDamage(t *testing.T) {
	t.Parallel()
	sound, other, chance := write(t, filled(t, 3)), open(t), rand.New(rand.NewPCG(1, 1))
	before := []store.Seed{{Account: store.Account{AppID: "before"}}}
	if _, err := storetest.With(other).Seed(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for range 2000 {
		file := bytes.Clone(sound)
		for range chance.IntN(4) + 1 {
			at := chance.IntN(len(file))
			switch chance.IntN(3) {
			case 0:
				file[at] ^= byte(chance.IntN(256))
			case 1:
				file = file[:at+1]
			case 2:
				file = slices.Insert(file, at, byte(chance.IntN(256)))
			}
		}
		_, err := snapshot.Restore(t.Context(), bytes.NewReader(file), snapshot.Target{Store: other, Blobs: other.blobs})
		var bad snapshot.Bad
		if err == nil { // the damage changed nothing, as in the header's time
			if _, err := storetest.With(other).Seed(t.Context(), before); err != nil {
				t.Fatal(err)
			}
			continue
		}
		refused++
		if !errors.As(err, &bad) {
			t.Errorf("%v", err)
		}
		if _, err := other.Account(t.Context(), "before"); err != nil {
			t.Fatalf("after a refusal: %v", err)
		}
	}
	if refused < 1500 {
		t.Errorf("only %d damaged copies were refused", refused)
	}
}
