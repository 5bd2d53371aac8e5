package ops

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/console/api"
)

// namesVersion reports whether a request can say which version it changes.
func namesVersion(o api.Operation) bool {
	named := func(name string) bool { return slices.Contains([]string{"version", "shown_version", "seen"}, name) }
	if slices.ContainsFunc(o.Params(), func(p api.Param) bool { return named(p.Name) }) {
		return true
	}
	body := o.Body()
	if body == nil || body.Kind() != reflect.Struct {
		return false
	}
	return slices.ContainsFunc(reflect.VisibleFields(body), func(f reflect.StructField) bool {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return named(name)
	})
}

// TestChangesNameVersions holds that each operation that is not a look names the version
// of what it changes, or says why not.
func TestChangesNameVersions(t *testing.T) {
	t.Parallel()
	versioned := 0
	for _, o := range New(Modules{}).Operations() {
		name := o.Method + " " + o.Path
		switch {
		case o.Method == http.MethodGet:
			if o.Destroys != "" || o.Unversioned != "" {
				t.Errorf("%s is a look, and says that it changes something", name)
			}
			continue
		case o.Unversioned == "" && !namesVersion(o):
			t.Errorf("%s names no version, and does not say why", name)
		case o.Unversioned == "":
			versioned++
		}
		if o.Method == http.MethodDelete && o.Destroys == "" {
			t.Errorf("%s deletes, and does not say what is lost", name)
		}
	}
	if versioned < 15 {
		t.Errorf("only %d operations name a version", versioned)
	}
}
