package weixin_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// TestVaries looks up values of answers.
func TestVaries(t *testing.T) {
	upload := weixin.UploadTempMedia.Declared()
	for path, want := range map[string]string{
		"errcode": weixin.VariesNot, "errmsg": weixin.VariesMessage, "type": weixin.VariesNot, "media_id": "media_id",
		"created_at": weixin.VariesFreely, "no_such_field": weixin.VariesFreely, "media_id.inner": weixin.VariesFreely,
	} {
		if got := upload.Varies(strings.Split(path, ".")...); got != want {
			t.Errorf("%s varies %q, want %q", path, got, want)
		}
	}
	if got := weixin.AddStore.Declared().Varies("data", "audit_id"); got != "audit_id" {
		t.Errorf("data.audit_id varies %q", got)
	}
	if got := weixin.GetDistrictList.Declared().Varies("result", "name"); got != weixin.VariesFreely {
		t.Errorf("result.name varies %q", got)
	}
	var unknown weixin.Declaration
	if unknown.Varies("errcode") != weixin.VariesNot || unknown.Varies("data", "x") != weixin.VariesFreely || unknown.Varies() != weixin.VariesFreely {
		t.Error("a path that is not declared has errcode and errmsg only")
	}
}

// TestVaryTags reads every tag of every answer: each is a word, of a field that is
// written.
func TestVaryTags(t *testing.T) {
	form, tags := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`), 0
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct {
			return
		}
		for i := range typ.NumField() {
			field := typ.Field(i)
			if tag, ok := field.Tag.Lookup("vary"); ok {
				if tags++; !form.MatchString(tag) || field.Tag.Get("json") == "" {
					t.Errorf("%s.%s: vary:%q", typ, field.Name, tag)
				}
			}
			if field.IsExported() {
				walk(field.Type)
			}
		}
	}
	for _, d := range weixin.Declarations() {
		walk(d.Response)
	}
	if tags < 50 {
		t.Errorf("%d tags", tags)
	}
}
