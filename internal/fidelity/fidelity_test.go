package fidelity_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/wxastore/wxastore/internal/fidelity"
	"github.com/wxastore/wxastore/weixin"
)

// root is the module's.
const root = "../.."

func ofModule(t *testing.T) fidelity.Marks {
	t.Helper()
	marks, err := fidelity.Read(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	return marks
}

// TestNothingUnmarked has a mark for every code and field that is declared, and
// no mark of anything else.
func TestNothingUnmarked(t *testing.T) {
	if err := ofModule(t).Check(weixin.Declarations(), weixin.Events()); err != nil {
		t.Error(err)
	}
}

// TestDocumentIsUpToDate compares the document with the marks.
func TestDocumentIsUpToDate(t *testing.T) {
	kept, err := os.ReadFile(filepath.Join(root, fidelity.Path))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, ofModule(t).Document(weixin.Declarations(), weixin.Events())) {
		t.Errorf("%s is not what the marks say: run `go generate ./internal/fidelity`", fidelity.Path)
	}
}
