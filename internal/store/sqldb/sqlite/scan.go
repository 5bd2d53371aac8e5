package sqlite

import (
	"database/sql"
	"reflect"

	"github.com/wxastore/wxastore/internal/said"
)

// Scan copies the current row.
func (s *statement) Scan(dest ...any) error {
	if len(dest) != len(s.values) {
		return said.Errorf("%d columns are scanned into %d", len(s.values), len(dest))
	}
	if err := s.stmt.Columns(s.values...); err != nil {
		return err
	}
	// The next row would be written into the bytes of this one.
	defer clear(s.values)
	for i, value := range s.values {
		if err := assign(dest[i], value); err != nil {
			return said.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

// assign copies a value to where it is wanted. A value of another kind than the
// destination is refused.
func assign(dest, value any) error {
	switch to := dest.(type) {
	case sql.Scanner:
		return to.Scan(value)
	case *any:
		*to = value
		return nil
	}
	switch v := value.(type) {
	case string:
		switch to := dest.(type) {
		case *string:
			*to = v
			return nil
		case *[]byte:
			*to = []byte(v)
			return nil
		}
	case []byte:
		switch to := dest.(type) {
		case *[]byte:
			*to = v
			return nil
		case *string:
			*to = string(v)
			return nil
		}
	case int64:
		switch to := dest.(type) {
		case *int64:
			*to = v
			return nil
		case *int:
			*to = int(v)
			return nil
		case *bool:
			*to = v != 0
			return nil
		}
	case float64:
		if to, ok := dest.(*float64); ok {
			*to = v
			return nil
		}
	case nil:
		if to, ok := dest.(*[]byte); ok {
			*to = nil
			return nil
		}
	}
	return assignNamed(dest, value)
}

// assignNamed is assign for pointers to types that are named after strings and
// numbers.
func assignNamed(dest, value any) error {
	to := reflect.ValueOf(dest)
	if to.Kind() == reflect.Pointer && !to.IsNil() {
		to := to.Elem()
		switch v := value.(type) {
		case string:
			if to.Kind() == reflect.String {
				to.SetString(v)
				return nil
			}
		case int64:
			if to.CanInt() && !to.OverflowInt(v) {
				to.SetInt(v)
				return nil
			}
			if to.CanFloat() {
				to.SetFloat(float64(v))
				return nil
			}
		}
	}
	return said.Errorf("%T is scanned into %T", value, dest)
}
