// Package check prints values that hold secrets in every way that values come
// into a log, and says which of them tell the secrets. The test of the module's
// root compiles it together with every package.
package check

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unsafe"
)

const (
	module = "github.com/wxastore/wxastore"
	marker = "KEEP-ME-OUT-OF-LOGS"
)

// secret matches the names of fields that hold credentials.
var secret = regexp.MustCompile(`(?i)(secret|token|ticket|password|credential|bearer|auth_?code|authorizationcode|aeskey|^key$|previouskey|^database$|dsn$)`)

// harmless are fields that have such a name and hold something else.
var harmless = []string{
	"store.Stray.Key", "blobs3.damagedError.key", // names of objects
	"sqlstore.contradiction.key",                                                                                              // a row's
	"pages.problem.key",                                                                                                       // of a text
	"console.interfaceJSON.Credential", "api.Interface.Credential", "weixin.Page.Credential", "weixin.Declaration.Credential", // which kind a page needs
}

// Check prints what the pointers lead to, once it is filled, and writes a line
// for each type of a package that tells a secret or, with "ok", keeps it.
func Check(path string, pointers []any) {
	for _, pointer := range pointers {
		v := reflect.ValueOf(pointer)
		if !fill(v.Elem(), "", "", 0) {
			continue
		}
		name := strings.TrimPrefix(path, module+"/") + "." + v.Elem().Type().Name()
		var told []string
		for _, value := range []any{pointer, v.Elem().Interface()} {
			for _, way := range ways(value) {
				if tells(way.text) && !slices.Contains(told, way.name) {
					told = append(told, way.name)
				}
			}
			if locked(v.Elem().Type(), 0) {
				break // is never handed about as a value
			}
		}
		if len(told) > 0 {
			fmt.Fprintln(os.Stdout, "leak", name, strings.Join(told, " "))
		} else {
			fmt.Fprintln(os.Stdout, "ok", name)
		}
	}
}

type way struct{ name, text string }

// ways are the texts that a value becomes.
func ways(value any) (all []way) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		all = append(all, way{verb, fmt.Sprintf(verb, value)}, way{verb, fmt.Sprintf(verb, []any{value})})
	}
	for name, handler := range map[string]func(io.Writer) slog.Handler{
		"slog-text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		"slog-json": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
	} {
		var out bytes.Buffer
		log := slog.New(handler(&out))
		log.Info("a value", "value", value)
		log.With("value", value).WithGroup("g").Info("a value", slog.Group("h", "value", value))
		all = append(all, way{name, out.String()})
	}
	return all
}

// tells reports whether a text has the marker, in a form that bytes are printed
// in.
func tells(text string) bool {
	decimal := strings.Trim(fmt.Sprint([]byte(marker)), "[]")
	for _, form := range []string{
		marker, hex.EncodeToString([]byte(marker)), base64.StdEncoding.EncodeToString([]byte(marker)),
		decimal, strings.ReplaceAll(decimal, " ", ","), strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", []byte(marker)), "[]byte{"), "}"),
	} {
		if strings.Contains(text, form) {
			return true
		}
	}
	return false
}

// fill sets the secrets in v to the marker, whatever holds them, and reports
// whether there are any. name is that of the field that has v, in owner.
func fill(v reflect.Value, name, owner string, depth int) (filled bool) {
	isSecret := secret.MatchString(name) && !strings.HasSuffix(name, "Hash") && !slices.Contains(harmless, owner+"."+name)
	if depth > 6 {
		return false
	}
	switch v.Kind() {
	case reflect.String:
		if isSecret {
			v.SetString(marker)
		}
		return isSecret
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if isSecret {
				v.Set(reflect.ValueOf([]byte(marker)).Convert(v.Type()))
			}
			return isSecret
		}
		list := reflect.MakeSlice(v.Type(), 1, 1)
		if filled = fill(list.Index(0), name, owner, depth+1); filled {
			v.Set(list)
		}
		return filled
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if isSecret {
				reflect.Copy(v, reflect.ValueOf([]byte(marker)))
			}
			return isSecret && v.Len() >= len(marker)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if filled = fill(value, name, owner, depth+1); filled {
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(key, value)
		}
		return filled
	case reflect.Pointer:
		to := reflect.New(v.Type().Elem())
		if filled = fill(to.Elem(), name, owner, depth+1); filled {
			v.Set(to)
		}
		return filled
	case reflect.Struct:
		if path := v.Type().PkgPath(); path != "" && path != "main" && !strings.HasPrefix(path, module) {
			return false
		}
		for i := range v.NumField() {
			field := v.Field(i)
			if !field.CanSet() {
				field = reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
			}
			if fill(field, v.Type().Field(i).Name, v.Type().String(), depth+1) {
				filled = true
			}
		}
	}
	return filled
}

// locked reports whether a type has a lock in it.
func locked(t reflect.Type, depth int) bool {
	if path := t.PkgPath(); path == "sync" || path == "sync/atomic" {
		return true
	}
	if t.Kind() != reflect.Struct || depth > 6 {
		return false
	}
	for i := range t.NumField() {
		if locked(t.Field(i).Type, depth+1) {
			return true
		}
	}
	return false
}
