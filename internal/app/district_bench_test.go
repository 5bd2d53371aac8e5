package app_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// BenchmarkDistrict reads the whole answer of get_district over a connection, as an
// account with numbers for coordinates and as one with strings.
func BenchmarkDistrict(b *testing.B) {
	seed := filepath.Join(b.TempDir(), "seed.yaml")
	if err := os.WriteFile(seed, []byte("accounts:\n  - {appid: wxnumbers, secret: secret-of-wxnumbers}\n  - {appid: wxstrings, secret: secret-of-wxstrings, text_coordinates: true}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	s := start(b, seed)
	for _, appID := range []string{"wxnumbers", "wxstrings"} {
		b.Run(appID[2:], func(b *testing.B) {
			token, err := s.StableToken(b.Context(), appID, secretOf(appID))
			if err != nil {
				b.Fatal(err)
			}
			logged.used(token)
			target := s.APIURL() + weixin.GetDistrictList.Path + "?access_token=" + token
			b.ReportAllocs()
			for b.Loop() {
				resp, err := http.Get(target)
				if err != nil {
					b.Fatal(err)
				}
				n, err := io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				if err != nil || n < 100_000 {
					b.Fatal(fmt.Errorf("%d bytes: %w", n, err))
				}
				b.SetBytes(n)
			}
		})
	}
	http.DefaultClient.CloseIdleConnections()
}
