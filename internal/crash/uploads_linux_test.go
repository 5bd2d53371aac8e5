package crash

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/built"
)

// TestUploadEnds ends uploads in every way that there is, and looks after each
// whether a file or a descriptor is left.
func TestUploadEnds(t *testing.T) {
	binary := built.Program(t)
	t.Run("answers", func(t *testing.T) { testUploadAnswers(t, startUploads(t, binary)) })
	t.Run("shutdown", func(t *testing.T) { testUploadShutdown(t, startUploads(t, binary)) })
	t.Run("disk full", func(t *testing.T) { testDiskFull(t, startUploads(t, binary, "-f 8192")) }) // 4 MiB a file
	t.Run("descriptors gone", func(t *testing.T) { testDescriptorsGone(t, startUploads(t, binary, "-n 64")) })
	t.Run("memory", func(t *testing.T) { testUploadMemory(t, startUploads(t, binary)) })
}

func testUploadAnswers(t *testing.T, s *uploadService) {
	big := form("a.png", padded(9<<20))
	wide := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x02\x00\x00\x00")
	wide = append(binary.BigEndian.AppendUint32(wide, crc32.ChecksumIEEE(wide[12:])), make([]byte, 1<<20)...)
	upload := func(typ string, body []byte) func(*testing.T) string {
		return func(t *testing.T) string { return s.upload(t, typ, body) }
	}
	fault := func(rule string) func(*testing.T) string {
		return func(t *testing.T) string {
			s.disturb(t, rule)
			return s.upload(t, "image", big)
		}
	}
	for name, c := range map[string]struct {
		do func(*testing.T) string
		// want is in the answer; "" wants that there is none.
		want string
	}{
		"answered":               {upload("image", big), `"media_id"`},
		"the same again":         {upload("image", big), `"media_id"`},
		"40004":                  {upload("picture", big), `"errcode":40004`},
		"40005, format":          {upload("video", big), `"errcode":40005`},
		"40005, name":            {upload("image", form("phpsNnmJN", padded(9<<20))), `"errcode":40005`},
		"40006, empty":           {upload("image", form("a.png", nil)), `"errcode":40006`},
		"40006, by its type":     {upload("thumb", big), `"errcode":40006`},
		"40006, form":            {upload("image", form("a.png", padded(12<<20))), `"errcode":40006`},
		"40009":                  {upload("image", form("a.png", wide)), `"errcode":40009`},
		"41005, no end":          {upload("image", big[:len(big)-10]), `"errcode":41005`},
		"41005, long field last": {upload("image", append(bytes.TrimSuffix(big, []byte("--\r\n")), ("\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n"+strings.Repeat("x", 1<<20)+"\r\n--b--\r\n")...)), `"errcode":41005`},
		"two files":              {upload("image", append(bytes.TrimSuffix(bytes.Clone(big), []byte("--b--\r\n")), form("b.png", padded(1<<20))...)), `"media_id"`},
		"no token": {func(t *testing.T) string {
			return s.post(t, s.api+"/cgi-bin/media/upload?type=image", formKind, bytes.NewReader(form("a.png", padded(1<<20))))
		}, `"errcode":41001`},
		"412": {func(t *testing.T) string {
			return s.post(t, s.target("image"), formKind, io.MultiReader(bytes.NewReader(form("a.png", padded(1<<20)))))
		}, ""},
		"fault: cut":     {fault(`"kind":"cut"`), ""},
		"fault: code":    {fault(`"kind":"code","code":-1`), `"errcode":-1`},
		"fault: status":  {fault(`"kind":"status","status":502`), ""},
		"fault: empty":   {fault(`"kind":"empty"`), ""},
		"fault: garbage": {fault(`"kind":"garbage"`), "<html>"},
		"fault: latency": {fault(`"kind":"latency","latency":{"shape":"fixed","min":"300ms"}`), `"media_id"`},
		"gone in mid body": {func(t *testing.T) string {
			s.half(t).Close()
			return ""
		}, ""},
		"reset in mid body": {func(t *testing.T) string {
			conn := s.half(t)
			_ = conn.(*net.TCPConn).SetLinger(0)
			conn.Close()
			return ""
		}, ""},
		"gone during a fault": {func(t *testing.T) string {
			s.disturb(t, `"kind":"latency","latency":{"shape":"fixed","min":"2s"}`)
			// A call whose end was cut off with the connection is not disturbed: then again.
			for deadline := time.Now().Add(settleTime); s.disturbing(t); {
				if time.Now().After(deadline) {
					t.Fatal("no call was disturbed")
				}
				conn, err := net.Dial("tcp", strings.TrimPrefix(s.api, "http://"))
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", strings.TrimPrefix(s.target("image"), s.api), formKind, len(big), big)
				for end := time.Now().Add(time.Second); s.disturbing(t) && time.Now().Before(end); {
					time.Sleep(10 * time.Millisecond)
				}
				conn.Close()
			}
			return ""
		}, ""},
		"console, JSON": {func(t *testing.T) string {
			return s.post(t, s.console+"/api/send", "application/json", strings.NewReader(fmt.Sprintf(
				`{"interface":"uploadtempmedia","appid":%q,"query":{"type":"image"},"file":{"name":"a.png","content":%q}}`,
				uploadApp, base64.StdEncoding.EncodeToString(padded(9<<20)))))
		}, `media_id`},
		"console, JSON, refused": {func(t *testing.T) string {
			return s.post(t, s.console+"/api/send", "application/json", strings.NewReader(fmt.Sprintf(
				`{"interface":"uploadtempmedia","appid":%q,"query":{"type":"image"},"file":{"name":"a","content":%q}}`,
				uploadApp, base64.StdEncoding.EncodeToString(padded(9<<20)))))
		}, `"code":40005`},
		"console, page":                  {func(t *testing.T) string { return s.tool(t, "uploadtempmedia", "f.media") }, "200"},
		"console, page, as a head image": {func(t *testing.T) string { return s.tool(t, "modifywxastore", "f.headimg_mediaid") }, "200"},
		"console, page, cut": {func(t *testing.T) string {
			s.disturb(t, `"kind":"cut"`)
			return s.tool(t, "uploadtempmedia", "f.media")
		}, "200"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.do(t); !strings.Contains(got, c.want) || c.want == "" && got != "" {
				t.Errorf("answered %.300q, want %q", got, c.want)
			}
			s.settled(t)
		})
	}
	t.Logf("at most %d MiB were resident", s.peak(t)>>20)
}

// disturb injects a fault into the next upload.
func (s *uploadService) disturb(t *testing.T, rule string) {
	t.Helper()
	answer := s.post(t, s.console+"/api/faults", "application/json", strings.NewReader(`{"interface":"uploadtempmedia","count":1,`+rule+`}`))
	if !strings.Contains(answer, `"id"`) {
		t.Fatalf("the fault was not taken: %s", answer)
	}
}

// disturbing reports whether a fault waits for a call.
func (s *uploadService) disturbing(t *testing.T) bool {
	t.Helper()
	resp, err := s.via.Get(s.console + "/api/faults")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var list struct {
		Faults []struct{ Count int }
	}
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(list.Faults, func(f struct{ Count int }) bool { return f.Count > 0 })
}

// tool sends the debugging tool's form with a picture and returns the status of
// the page that comes at last.
func (s *uploadService) tool(t *testing.T, name, field string) string {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, pair := range [][2]string{{"interface", name}, {"app", uploadApp}, {"p.type", "image"}} {
		if err := w.WriteField(pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile(field, "a.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(padded(9 << 20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	target, err := url.JoinPath(s.console, "tool")
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+consoleToken)
	resp, err := s.via.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Error(err)
	}
	return resp.Status
}

// testUploadShutdown ends the service while uploads are half way.
func testUploadShutdown(t *testing.T, s *uploadService) {
	for range 10 {
		defer s.half(t).Close()
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.wait(startTime); err == nil {
		t.Log("the service says nothing of the uploads that it cut off")
	}
	if left := s.left(t); len(left) > 0 {
		t.Errorf("left: %v\n%s", left, s.log)
	}
}

// testDiskFull uploads more than a file may hold.
func testDiskFull(t *testing.T, s *uploadService) {
	for range 3 {
		if got := s.upload(t, "image", form("a.png", padded(9<<20))); !strings.Contains(got, `"errcode":-1`) {
			t.Errorf("answered %.300s", got)
		}
		s.settled(t)
	}
	s.says(t, "file too large")
	if got := s.upload(t, "image", form("a.png", padded(3<<20))); !strings.Contains(got, "media_id") {
		t.Errorf("one that fits: %.300s", got)
	}
	s.settled(t)
}

// testDescriptorsGone uploads over a connection that is there when no further
// descriptor is.
func testDescriptorsGone(t *testing.T, s *uploadService) {
	if got := s.upload(t, "image", form("a.png", padded(1<<20))); !strings.Contains(got, "media_id") {
		t.Fatalf("answered %.300s", got)
	}
	var taken []net.Conn
	defer func() {
		for _, conn := range taken {
			conn.Close()
		}
	}()
	for deadline := time.Now().Add(settleTime); s.descriptors(t) < 64; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d descriptors are open after %d connections", s.descriptors(t), len(taken))
		}
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.api, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, conn)
	}
	got := s.upload(t, "image", form("a.png", padded(9<<20)))
	if !strings.Contains(got, `"errcode":-1`) {
		t.Errorf("answered %.300s", got)
	}
	s.says(t, "too many open files")
	for _, conn := range taken {
		conn.Close()
	}
	s.settled(t)
	if got := s.upload(t, "image", form("a.png", padded(9<<20))); !strings.Contains(got, "media_id") {
		t.Errorf("afterwards: %.300s", got)
	}
	s.settled(t)
}

// testUploadMemory sends forty uploads of ten megabytes at once that are all
// text, and forty that are all header, and wants the service to stay small.
func testUploadMemory(t *testing.T, s *uploadService) {
	letters := bytes.Repeat([]byte("x"), 99<<17) // 9.9 MB
	for name, head := range map[string]string{
		"declared text": "--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n",
		"other text":    "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n",
		"a header":      "--b\r\nX-Note: ",
		"a file":        "--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.png\"\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			var all sync.WaitGroup
			var answered atomic.Int64
			for range 40 {
				all.Go(func() {
					// The bytes are shared, so that this process stays small, too.
					tail := "\r\n--b--\r\n"
					req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.target("image"),
						io.MultiReader(strings.NewReader(head), bytes.NewReader(letters), strings.NewReader(tail)))
					if err != nil {
						t.Error(err)
						return
					}
					req.ContentLength = int64(len(head) + len(letters) + len(tail))
					req.Header.Set("Content-Type", formKind)
					resp, err := s.via.Do(req)
					if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
						return // it was answered before it was sent, and took too long to notice
					}
					if err != nil {
						t.Error(err)
						return
					}
					defer resp.Body.Close()
					answered.Add(1)
					if answer, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(answer), `"errcode":4`) {
						t.Errorf("answered %s, %v", answer, err)
					}
				})
			}
			all.Wait()
			if answered.Load() == 0 {
				t.Error("none was answered")
			}
			s.settled(t)
			peak := s.peak(t) >> 20
			t.Logf("at most %d MiB were resident", peak)
			if peak >= 150 {
				t.Errorf("%d MiB were resident", peak)
			}
		})
	}
}
