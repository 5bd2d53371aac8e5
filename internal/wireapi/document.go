package wireapi

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/jsonschema"
	"github.com/wxastore/wxastore/weixin"
)

// Document is the OpenAPI document of all declared interfaces. The server is relative, so
// that it is the one that a client is made for.
func Document() ([]byte, error) {
	s := schemas{jsonschema.Schemas{Named: make(map[string]any), Own: own, Name: reflect.Type.Name}}
	paths := make(map[string]any)
	for _, d := range weixin.Declarations() {
		operations := make(map[string]any)
		for i, method := range d.Methods {
			id := d.Name
			if i > 0 {
				id += strings.ToUpper(method[:1]) + strings.ToLower(method[1:])
			}
			operations[strings.ToLower(method)] = s.operation(d, method, id)
		}
		paths[d.Path] = operations
	}
	return json.MarshalIndent(map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{
			"title": "Weixin's interfaces of store Mini Programs", "version": "1",
			"summary":     "What wxastore answers as api.weixin.qq.com does.",
			"description": "A refusal is answered with HTTP 200, too: its errcode is not 0, and its errmsg ends in a rid.",
			"license":     map[string]any{"name": "Apache-2.0", "identifier": "Apache-2.0"},
		},
		"servers":    []any{map[string]any{"url": client.DefaultBaseURL}},
		"paths":      paths,
		"components": map[string]any{"schemas": s.Named},
	}, "", " ")
}

func (s schemas) operation(d weixin.Declaration, method, id string) map[string]any {
	operation := map[string]any{
		"operationId": id, "summary": d.Title, "externalDocs": map[string]any{"url": d.Doc},
		"responses": map[string]any{"200": map[string]any{"description": codes(d), "content": s.answer(d)}},
	}
	if params := s.query(d, method); len(params) > 0 {
		operation["parameters"] = params
	}
	if body := s.body(d, method); body != nil {
		operation["requestBody"] = map[string]any{"required": true, "content": body}
	}
	return operation
}

// codes lists what a call may be refused with.
func codes(d weixin.Declaration) string {
	lines := []string{"0 for success, or one of these errcodes:"}
	for _, code := range d.Codes() {
		lines = append(lines, fmt.Sprintf("%d %s", code, d.Text(code)))
	}
	return strings.Join(lines, "\n\n")
}

// query are the parameters of the query, the token before all others. A form's may stand
// there, too.
func (s schemas) query(d weixin.Declaration, method string) []any {
	var params []any
	if d.Credential.Bearer() {
		params = append(params, map[string]any{"name": "access_token", "in": "query", "required": true, "schema": map[string]any{"type": "string"}, "description": "The caller's access token."})
	}
	for _, p := range d.Params() {
		if p.In != "query" && (d.Body != weixin.FormBody || method != "GET") {
			continue
		}
		params = append(params, map[string]any{"name": p.Name, "in": "query", "required": p.Required && p.Missing != weixin.OK, "schema": s.Of(p.Type), "description": p.Doc})
	}
	return params
}

// body is what a call sends, nil if there is nothing.
func (s schemas) body(d weixin.Declaration, method string) map[string]any {
	in, media := "json", "application/json"
	switch {
	case method == "GET", d.Body == weixin.NoBody:
		return nil
	case d.Body == weixin.MultipartBody:
		in, media = "form", "multipart/form-data"
	}
	properties, required := make(map[string]any), []string{}
	for _, p := range d.Params() {
		if p.In != in {
			continue
		}
		schema := s.Of(p.Type)
		if p.Doc != "" && schema["$ref"] == nil {
			schema["description"] = p.Doc
		}
		properties[p.Name] = schema
		if p.Required && p.Missing != weixin.OK {
			required = append(required, p.Name)
		}
	}
	if len(properties) == 0 && d.Body == weixin.FormBody {
		return nil
	}
	schema := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	return map[string]any{media: map[string]any{"schema": schema}}
}

// answer is what a call is answered. One whose success has no errcode may be a refusal,
// which has.
func (s schemas) answer(d weixin.Declaration) map[string]any {
	refusal := s.Of(reflect.TypeFor[weixin.Status]())
	media := "application/json"
	if d.PlainText {
		media = "text/plain"
	}
	if d.Response == reflect.TypeFor[weixin.File]() || d.Response == reflect.TypeFor[*weixin.File]() {
		return map[string]any{"*/*": map[string]any{}, media: map[string]any{"schema": refusal}}
	}
	schema := s.Of(d.Response)
	if _, own := d.Response.FieldByName("Status"); !own && d.Response != reflect.TypeFor[weixin.Status]() {
		schema = map[string]any{"anyOf": []any{schema, refusal}}
	}
	return map[string]any{media: map[string]any{"schema": schema}}
}

// schemas are those of the structs of the document.
type schemas struct{ jsonschema.Schemas }

// own is the schema of a type that Weixin writes in a form of its own.
func own(t reflect.Type) map[string]any {
	switch t {
	case reflect.TypeFor[weixin.ID](), reflect.TypeFor[weixin.Int](), reflect.TypeFor[weixin.Decimal]():
		return map[string]any{"type": []any{"string", "number"}}
	case reflect.TypeFor[weixin.File](), reflect.TypeFor[*weixin.File]():
		return map[string]any{"type": "string", "contentMediaType": "application/octet-stream"}
	case reflect.TypeFor[weixin.MediaIDs]():
		return map[string]any{"type": "string"}
	}
	return nil
}
