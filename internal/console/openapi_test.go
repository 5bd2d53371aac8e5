package console

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/wxastore/wxastore/internal/console/ops"
)

// fetchDocument returns /openapi.json, over a socket.
func fetchDocument(t *testing.T) []byte {
	t.Helper()
	h, err := Handler(Config{Loopback: true, Open: true, Console: ops.New(ops.Modules{}), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	resp, err := http.Get(server.URL + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var text json.RawMessage
	if err := json.NewDecoder(resp.Body).Decode(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

// TestOpenAPI has the document checked against the specification by a
// validator that is not ours.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	document, err := libopenapi.NewDocument(fetchDocument(t))
	if err != nil {
		t.Fatal(err)
	}
	if document.GetVersion() != "3.1.0" {
		t.Errorf("version %s", document.GetVersion())
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
}

// TestOpenAPIHasEveryRoute compares the document with what the handler answers.
func TestOpenAPIHasEveryRoute(t *testing.T) {
	t.Parallel()
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Summary     string
			Responses   map[string]any
		}
	}
	if err := json.Unmarshal(fetchDocument(t), &document); err != nil {
		t.Fatal(err)
	}
	operations, ids := 0, make(map[string]bool)
	for path, methods := range document.Paths {
		for method, operation := range methods {
			operations++
			if ids[operation.OperationID] || operation.Summary == "" || len(operation.Responses) != 2 {
				t.Errorf("%s %s: %+v", method, path, operation)
			}
			ids[operation.OperationID] = true
		}
	}
	if want := len(routes(Config{Console: ops.New(ops.Modules{})})); operations != want {
		t.Errorf("%d operations, %d routes", operations, want)
	}
}
