package weixin_test

import (
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// TestNoDeclaredPathIsUnbuilt holds that an interface leaves the table when it is
// declared, and that the whole store family is in one of the two.
func TestNoDeclaredPathIsUnbuilt(t *testing.T) {
	declared := make(map[string]bool)
	for _, d := range weixin.Declarations() {
		declared[d.Path] = true
		if name, known := weixin.Unbuilt(d.Path); known {
			t.Errorf("%s is declared as %s and stands among the unbuilt as %s", d.Path, d.Name, name)
		}
	}
	for _, path := range []string{
		"/wxa/modify_merchant", "/wxa/get_merchant_category", "/wxa/apply_merchant", "/wxa/get_merchant_audit_info", "/wxa/get_district",
		"/wxa/search_map_poi", "/wxa/create_map_poi", "/wxa/add_store", "/wxa/update_store", "/wxa/get_store_info", "/wxa/get_store_list",
		"/wxa/del_store", "/card/storewxa/get", "/card/storewxa/set", "/cgi-bin/media/uploadimg",
	} {
		if name, known := weixin.Unbuilt(path); known == declared[path] || known && name == "" {
			t.Errorf("%s: declared %t, unbuilt %t as %q", path, declared[path], known, name)
		}
	}
	for _, path := range []string{"", "/", "/wxa/modify_merchants", "/wxa/add_store/"} {
		if name, known := weixin.Unbuilt(path); known {
			t.Errorf("%q is unbuilt as %q", path, name)
		}
	}
}
