package storetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wxastore/wxastore/internal/store"
)

// stageBlobs holds bytes that are staged to their contract: they are read as they
// came, kept only if they are to be, and readable until they are closed.
func stageBlobs(t *testing.T, b store.Blobs) {
	ctx := context.Background()
	has := func(when string, h store.Hash, want bool) {
		t.Helper()
		if got, err := b.Has(t.Context(), h); got != want || err != nil {
			t.Errorf("Has of bytes that were %s = %t, %v, want %t", when, got, err, want)
		}
	}
	for _, content := range [][]byte{{}, []byte("短"), bytes.Repeat([]byte("long"), 100_000)} {
		s, err := b.Stage(ctx, iotest.OneByteReader(bytes.NewReader(content)))
		if err != nil {
			t.Fatalf("Stage: %v", err)
		}
		if s.Hash() != hashOf(string(content)) || s.Size() != int64(len(content)) {
			t.Errorf("%d bytes were staged as %s of %d", len(content), s.Hash(), s.Size())
		}
		read := func(when string) {
			t.Helper()
			if _, err := s.Seek(0, io.SeekStart); err != nil {
				t.Errorf("Seek %s: %v", when, err)
			}
			if got, err := io.ReadAll(s); !bytes.Equal(got, content) || err != nil {
				t.Errorf("%s %d bytes are read, %v, want %d", when, len(got), err, len(content))
			}
		}
		if got, err := io.ReadAll(s); !bytes.Equal(got, content) || err != nil {
			t.Errorf("at first %d bytes are read, %v, want %d", len(got), err, len(content))
		}
		has("staged", s.Hash(), false)
		read("staged")
		if err := s.Keep(ctx); err != nil {
			t.Fatalf("Keep: %v", err)
		}
		has("kept", s.Hash(), true)
		read("kept")
		if err := b.Remove(t.Context(), s.Hash()); err != nil {
			t.Errorf("Remove: %v", err)
		}
		read("removed")
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		has("removed", s.Hash(), false)

		again, err := b.Stage(ctx, bytes.NewReader(content))
		if err != nil {
			t.Fatalf("Stage: %v", err)
		}
		if err := again.Close(); err != nil {
			t.Errorf("Close of what was not kept: %v", err)
		}
		has("given up", again.Hash(), false)

		h := putBlob(t, b, content)
		over, err := b.Stage(ctx, bytes.NewReader(content))
		if err != nil {
			t.Fatalf("Stage: %v", err)
		}
		if err := errors.Join(over.Keep(ctx), over.Close()); err != nil {
			t.Errorf("Keep of what is there: %v", err)
		}
		has("kept twice", h, true)
		readBlob(t, b, h, content)
	}

	broken := errors.New("connection lost")
	if _, err := b.Stage(ctx, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("Stage from a broken reader: %v, want its error", err)
	}
	if _, err := b.Stage(ctx, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF))); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Stage of a body that is cut off: %v, want its error", err)
	}
}
