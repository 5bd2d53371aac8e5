package console

import (
	"encoding"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/jsonschema"
	"github.com/wxastore/wxastore/internal/wireapi"
)

// openAPI is the OpenAPI document of some routes. It is made of the same table
// that the handler is, and so cannot say another thing.
func openAPI(all []route) map[string]any {
	s := schemas{jsonschema.Schemas{Named: make(map[string]any), Own: own, Name: schemaName}}
	paths := make(map[string]any)
	for _, r := range all {
		operations, ok := paths[r.Path].(map[string]any)
		if !ok {
			operations = make(map[string]any)
			paths[r.Path] = operations
		}
		operations[strings.ToLower(r.Method)] = s.operation(r)
	}
	s.Of(reflect.TypeFor[refusal]())
	return map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{
			"title": "wxastore console", "version": "1",
			"summary":     "What the operator of a wxastore service can see and do.",
			"description": "Durations are written as Go writes them (1h30m, 250ms), times as RFC 3339. Every refusal says why.",
			"license":     map[string]any{"name": "Apache-2.0", "identifier": "Apache-2.0"},
		},
		"servers": []any{map[string]any{"url": "/"}},
		"paths":   paths,
		"components": map[string]any{
			"schemas": s.Named,
			"securitySchemes": map[string]any{"token": map[string]any{
				"type": "http", "scheme": "bearer", "description": "The console's token. On loopback there may be none.",
			}},
		},
	}
}

func (s schemas) operation(r route) map[string]any {
	params := []any{}
	for _, p := range r.Params() {
		param := map[string]any{"name": p.Name, "in": "query", "schema": map[string]any{"type": "string"}}
		if p.InPath {
			param["in"], param["required"] = "path", true
		}
		if p.Help != "" {
			param["description"] = p.Help
		}
		params = append(params, param)
	}
	answers := map[string]any{"default": map[string]any{
		"description": "A refusal.",
		"content":     map[string]any{"application/json": map[string]any{"schema": s.Of(reflect.TypeFor[refusal]())}},
	}}
	if answer := r.Answer(); answer == nil {
		answers["204"] = map[string]any{"description": "Done."}
	} else {
		answers["200"] = map[string]any{"description": "Done.", "content": s.content(r.Operation, answer)}
	}
	operation := map[string]any{
		"operationId": operationID(r), "summary": r.Doc, "responses": answers,
		"security": []any{map[string]any{"token": []any{}}, map[string]any{}},
	}
	if r.open {
		operation["security"] = []any{map[string]any{}}
	}
	if len(params) > 0 {
		operation["parameters"] = params
	}
	if body := r.Body(); body != nil {
		operation["requestBody"] = map[string]any{"required": true, "content": s.content(r.Operation, body)}
	}
	return operation
}

// operationID is a name for a route: getApiCallsRid.
func operationID(r route) string {
	name := strings.ToLower(r.Method)
	for _, word := range strings.FieldsFunc(r.Path, func(c rune) bool { return strings.ContainsRune("/{}_.", c) }) {
		name += strings.ToUpper(word[:1]) + word[1:]
	}
	return name
}

// content is a body or an answer of a type.
func (s schemas) content(o api.Operation, t reflect.Type) map[string]any {
	switch {
	case !api.Raw(t):
		return map[string]any{"application/json": map[string]any{"schema": s.Of(t)}}
	case o.Line != nil:
		return map[string]any{o.Media: map[string]any{"schema": s.Of(o.Line)}}
	case strings.HasPrefix(o.Media, "text/"), o.Media == "application/yaml":
		return map[string]any{o.Media: map[string]any{"schema": map[string]any{"type": "string"}}}
	}
	return map[string]any{o.Media: map[string]any{}}
}

// schemas are those of the structs of the document.
type schemas struct{ jsonschema.Schemas }

// own is the schema of a type that the console writes in a form of its own.
func own(t reflect.Type) map[string]any {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return map[string]any{"type": "string"}
	}
	return nil
}

// schemaName is the name of a struct in the document.
func schemaName(t reflect.Type) string { return strings.ToLower(t.Name()[:1]) + t.Name()[1:] }

// document answers with the OpenAPI document of the console.
func document(all []route) http.Handler {
	return made(func() ([]byte, error) { return json.Marshal(openAPI(all)) })
}

// wireDocument answers with that of Weixin's interfaces.
func wireDocument() http.Handler { return made(wireapi.Document) }

// made answers with a document, which is made when it is first asked for: most services
// never are.
func made(document func() ([]byte, error)) http.Handler {
	made := sync.OnceValues(document)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		text, err := made()
		if err != nil {
			refuse(w, http.StatusInternalServerError, "the document could not be encoded")
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		// A client that is gone needs no answer.
		_, _ = w.Write(text)
	})
}
