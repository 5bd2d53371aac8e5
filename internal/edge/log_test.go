package edge

import "testing"

// TestPlainPath keeps a query that lost its question mark out of the log.
func TestPlainPath(t *testing.T) {
	for path, want := range map[string]string{
		"/wxa/modify_merchant":                     "/wxa/modify_merchant",
		"/cgi-bin/clear_quota/v2.0":                "/cgi-bin/clear_quota/v2.0",
		"/wxa/modify_merchant&access_token=secret": "/wxa/modify_merchant",
		"/wxa/modify_merchant access_token=secret": "/wxa/modify_merchant",
		"/\n/x": "/",
		"/门店":   "/",
	} {
		if got := plainPath(path); got != want {
			t.Errorf("%q is logged as %q", path, got)
		}
	}
}
