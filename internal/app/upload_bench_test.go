package app_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/weixin"
)

// BenchmarkUpload uploads pictures of several sizes, each time others, over a
// connection and onto the disk.
func BenchmarkUpload(b *testing.B) {
	for _, size := range []int{10 << 10, 100 << 10, 5 << 20} {
		b.Run(fmt.Sprintf("%d KiB", size>>10), func(b *testing.B) {
			s := start(b, "")
			token, err := s.DemoToken(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			logged.used(token)
			target := s.APIURL() + weixin.UploadTempMedia.Path + "?type=image&access_token=" + token
			picture, err := replay.Content("png", "4x4", fmt.Sprintf("+%d", size))
			if err != nil {
				b.Fatal(err)
			}
			head, tail := "--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.png\"\r\n\r\n", "\r\n--b--\r\n"
			form := append(append([]byte(head), picture...), tail...)
			number := form[len(form)-len(tail)-8 : len(form)-len(tail)]
			b.SetBytes(int64(size))
			b.ReportAllocs()
			var n uint64
			for b.Loop() {
				n++
				binary.BigEndian.PutUint64(number, n)
				resp, err := http.Post(target, "multipart/form-data; boundary=b", bytes.NewReader(form))
				if err != nil {
					b.Fatal(err)
				}
				answer, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil || !bytes.Contains(answer, []byte(`"media_id"`)) {
					b.Fatalf("%s, %v", answer, err)
				}
			}
			http.DefaultClient.CloseIdleConnections()
		})
	}
}
