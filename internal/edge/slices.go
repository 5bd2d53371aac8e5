package edge

import (
	"encoding/json"
	"reflect"
)

// holdsSlices reports whether answers of a type can hold slices that are encoded
// as arrays.
//
//fidelity:inferred all empty-lists | an empty list is `[]`, never null or absent | the pages' examples; search_map_poi (community)
func holdsSlices(t reflect.Type) bool {
	if t.Implements(reflect.TypeFor[json.Marshaler]()) {
		return false
	}
	switch t.Kind() {
	case reflect.Slice:
		return true
	case reflect.Pointer, reflect.Array:
		return holdsSlices(t.Elem())
	case reflect.Struct:
		for field := range t.Fields() {
			if field.IsExported() && holdsSlices(field.Type) {
				return true
			}
		}
	}
	return false
}

// fillSlices makes nil slices empty, wherever they are in an answer, so that
// they are encoded as [] and not as null.
func fillSlices(v reflect.Value) {
	if !holdsSlices(v.Type()) {
		return
	}
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		if !holdsSlices(v.Type().Elem()) {
			return
		}
		for i := range v.Len() {
			fillSlices(v.Index(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			fillSlices(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			fillSlices(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillSlices(v.Field(i))
			}
		}
	}
}
