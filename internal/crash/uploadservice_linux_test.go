package crash

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	uploadApp = "wx-uploads"
	// settleTime is how long a service may take to have given back everything.
	settleTime = 20 * time.Second
)

// uploadService is a service whose files, descriptors and memory are looked at.
type uploadService struct {
	*process
	data, temporary string
	token           string
	// via keeps connections.
	via *http.Client
	// idle is how many descriptors it has when nothing is under way, without those
	// of the databases.
	idle int
}

// startUploads starts a service with limits, as ulimit of the shell takes them,
// and a temporary folder of its own.
func startUploads(t *testing.T, binary string, limits ...string) *uploadService {
	t.Helper()
	dir := t.TempDir()
	s := &uploadService{data: filepath.Join(dir, "data"), temporary: filepath.Join(dir, "temporary"), via: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}, Timeout: 90 * time.Second}}
	seed := filepath.Join(dir, "seed.yaml")
	text := fmt.Sprintf("accounts: [{appid: %s, secret: %s, merchant: {intro: open}}]", uploadApp, secretOf(uploadApp))
	if err := os.WriteFile(seed, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(s.temporary, 0o700); err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	for _, limit := range limits {
		fmt.Fprintf(&script, "ulimit %s\n", limit)
	}
	fmt.Fprintf(&script, "export TMPDIR='%s'\nexec \"$0\" \"$@\"\n", s.temporary)
	s.process = startServiceBy(t, []string{"sh", "-ec", script.String(), binary}, "--data", s.data, "--seed", seed, "--drain-time", "1s")
	t.Cleanup(s.via.CloseIdleConnections)
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	body := fmt.Sprintf(`{"grant_type":"client_credential","appid":%q,"secret":%q}`, uploadApp, secretOf(uploadApp))
	if err := json.Unmarshal([]byte(s.post(t, s.api+"/cgi-bin/stable_token", "application/json", strings.NewReader(body))), &answer); err != nil {
		t.Fatal(err)
	}
	s.token = answer.AccessToken
	// A first upload opens what stays open.
	if got := s.upload(t, "image", form("a.png", padded(1<<20))); !strings.Contains(got, "media_id") {
		t.Fatalf("the first upload: %s\n%s", got, s.log)
	}
	s.via.CloseIdleConnections()
	s.idle = s.quiet(t)
	return s
}

// quiet waits until the number of descriptors stays as it is.
func (s *uploadService) quiet(t *testing.T) int {
	t.Helper()
	last, same := s.others(t), 0
	for same < 10 {
		time.Sleep(20 * time.Millisecond)
		if now := s.others(t); now == last {
			same++
		} else {
			last, same = now, 0
		}
	}
	return last
}

func (s *uploadService) descriptors(t *testing.T) int { return len(s.opened(t)) }

// others is how many descriptors are not the databases', whose pools grow and
// shrink as they like.
func (s *uploadService) others(t *testing.T) int {
	return len(slices.DeleteFunc(s.opened(t), func(name string) bool { return strings.Contains(name, ".db") }))
}

// opened is what the descriptors lead to.
func (s *uploadService) opened(t *testing.T) []string {
	t.Helper()
	dir := fmt.Sprintf("/proc/%d/fd", s.cmd.Process.Pid)
	open, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, descriptor := range open {
		if name, err := os.Readlink(filepath.Join(dir, descriptor.Name())); err == nil {
			all = append(all, name)
		}
	}
	return all
}

// peak is the most memory that was resident, in bytes.
func (s *uploadService) peak(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "VmHWM:")
	kib, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kib << 10
}

// left are the files that no upload needs any more.
func (s *uploadService) left(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, dir := range []string{s.temporary, filepath.Join(s.data, "media", "tmp")} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			all = append(all, filepath.Join(dir, entry.Name()))
		}
	}
	return all
}

// settled waits until nothing is left of what was done, and fails if something
// stays.
func (s *uploadService) settled(t *testing.T) {
	t.Helper()
	s.via.CloseIdleConnections()
	for deadline := time.Now().Add(settleTime); ; time.Sleep(20 * time.Millisecond) {
		left, open := s.left(t), s.others(t)
		if len(left) == 0 && open <= s.idle {
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("%d descriptors are open, %d were before: %v; files left: %v", open, s.idle, s.opened(t), left)
			return
		}
	}
}

// post posts a body and returns the answer's; "" where there is none.
func (s *uploadService) post(t *testing.T, url, kind string, body io.Reader) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	if strings.HasPrefix(url, s.console) {
		req.Header.Set("Authorization", "Bearer "+consoleToken)
	}
	resp, err := s.via.Do(req)
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	return string(answer)
}

const formKind = "multipart/form-data; boundary=b"

func (s *uploadService) target(typ string) string {
	return s.api + "/cgi-bin/media/upload?type=" + typ + "&access_token=" + s.token
}

func (s *uploadService) upload(t *testing.T, typ string, body []byte) string {
	t.Helper()
	return s.post(t, s.target(typ), formKind, bytes.NewReader(body))
}

// half sends the beginning of an upload and returns the connection.
func (s *uploadService) half(t *testing.T) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.api, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	body := form("a.png", padded(9<<20))
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", strings.TrimPrefix(s.target("image"), s.api), formKind, len(body))
	if _, err := conn.Write(body[:len(body)/2]); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(settleTime); len(s.left(t)) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("half an upload lies nowhere")
		}
	}
	return conn
}

// form is the body of an upload.
func form(name string, content []byte) []byte {
	head := fmt.Sprintf("--b\r\nContent-Disposition: form-data; name=\"media\"; filename=%q\r\nContent-Type: image/png\r\n\r\n", name)
	return append(append([]byte(head), content...), "\r\n--b--\r\n"...)
}

// padded is a picture of n bytes.
func padded(size int) []byte {
	picture := draw(1)
	return append(picture, make([]byte, size-len(picture))...)
}

// says waits until the service's log, which comes through a pipe, has an error
// with a text.
func (s *uploadService) says(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(settleTime); ; time.Sleep(5 * time.Millisecond) {
		log := s.log.String()
		if strings.Contains(log, "level=ERROR") && strings.Contains(log, text) {
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("the log does not say why:\n%s", log)
			return
		}
	}
}
