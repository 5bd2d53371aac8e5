package wireapi

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/wxastore/wxastore/weixin"
)

var update = flag.Bool("update", false, "write docs/weixin.openapi.json")

const file = "../../docs/weixin.openapi.json"

// TestDocument has the document checked against the specification by a validator that is
// not ours, and compares it with the file in docs.
func TestDocument(t *testing.T) {
	t.Parallel()
	text, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || !bytes.Equal(kept, text) {
		t.Errorf("docs/weixin.openapi.json is not what the declarations say (%v): run go test ./internal/wireapi -update", err)
	}
	document, err := libopenapi.NewDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	check, errs := validator.NewValidator(document)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, errs := check.ValidateDocument(); !ok {
		for _, err := range errs {
			t.Errorf("%s: %s", err.Message, err.Reason)
			for _, e := range err.SchemaValidationErrors {
				t.Errorf("  %+v", e)
			}
		}
	}
	model, err := document.BuildV3Model()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range weixin.Declarations() {
		item, ok := model.Model.Paths.PathItems.Get(d.Path)
		if !ok || item.GetOperations().Len() < len(d.Methods) {
			t.Errorf("%s has no path %s", d.Name, d.Path)
		}
	}
}
