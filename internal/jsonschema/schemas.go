// Package jsonschema makes JSON schemas of Go types, for the OpenAPI documents of the
// wire and of the console.
//
// It owns how a type and the tags of a struct become a schema. It does not own the
// documents, nor which types a package writes in a form of its own.
package jsonschema

import (
	"reflect"
	"strings"
)

// Schemas are the schemas of the structs that have been met, by name.
type Schemas struct {
	// Named are the structs, for components/schemas of a document.
	Named map[string]any
	// Own is the schema of a type that is not written as its kind is; nil of another.
	Own func(reflect.Type) map[string]any
	// Name is the name of a struct; "" has its fields written where it is used.
	Name func(reflect.Type) string
}

// Of is the schema of a type; a struct's is kept under its name.
func (s Schemas) Of(t reflect.Type) map[string]any {
	if own := s.Own(t); own != nil {
		return own
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.Of(t.Elem())
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return map[string]any{"type": "string", "contentEncoding": "base64"}
		}
		return map[string]any{"type": "array", "items": s.Of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.Of(t.Elem())}
	case reflect.Struct:
		return s.object(t)
	case reflect.Interface:
		return map[string]any{}
	}
	return map[string]any{"type": "integer"}
}

func (s Schemas) object(t reflect.Type) map[string]any {
	name := s.Name(t)
	if name == "" {
		return s.fields(t)
	}
	if _, known := s.Named[name]; !known {
		s.Named[name] = nil // one that is in itself
		s.Named[name] = s.fields(t)
	}
	return map[string]any{"$ref": "#/components/schemas/" + name}
}

// fields has the tag doc of a field as its description.
func (s Schemas) fields(t reflect.Type) map[string]any {
	properties := make(map[string]any)
	for _, field := range reflect.VisibleFields(t) {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag == "" || tag == "-" {
			continue
		}
		schema := s.Of(field.Type)
		if doc := field.Tag.Get("doc"); doc != "" && schema["$ref"] == nil {
			schema["description"] = doc
		}
		properties[tag] = schema
	}
	return map[string]any{"type": "object", "properties": properties}
}
