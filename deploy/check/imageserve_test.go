package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestImageTakesUploads serves from the image, in its own root as user 65532, and
// uploads a picture of 9 MiB: there is no place to write to but the volume.
func TestImageTakesUploads(t *testing.T) {
	i := build(t)
	p := i.config.Process
	if p.User.UID != 65532 || p.User.GID != 65532 || !slices.Equal(p.Args, []string{"/wxastore", "serve"}) {
		t.Fatalf("the image runs %q as %d:%d", p.Args, p.User.UID, p.User.GID)
	}
	volume := filepath.Join(t.TempDir(), "volume")
	if err := os.Mkdir(volume, 0o700); err != nil {
		t.Fatal(err)
	}
	const seed = "accounts: [{appid: wximage, secret: secret-of-wximage, merchant: {intro: open}}]"
	if err := os.WriteFile(filepath.Join(volume, "seed.yaml"), []byte(seed), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(volume, p.User.UID, p.User.GID); err != nil {
		t.Fatal(err)
	}
	api, log := serve(t, i, volume)

	var token struct {
		AccessToken string `json:"access_token"`
	}
	ask(t, &token, "application/json", api+"/cgi-bin/stable_token", []byte(`{"grant_type":"client_credential","appid":"wximage","secret":"secret-of-wximage"}`))
	picture := draw(t, 9<<20)
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	part, err := parts.CreateFormFile("media", "shop.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(picture); err != nil {
		t.Fatal(err)
	}
	if err := parts.Close(); err != nil {
		t.Fatal(err)
	}
	var uploaded struct {
		MediaID string `json:"media_id"`
		ErrMsg  string
	}
	query := "?access_token=" + token.AccessToken
	ask(t, &uploaded, parts.FormDataContentType(), api+"/cgi-bin/media/upload"+query+"&type=image", form.Bytes())
	if uploaded.MediaID == "" {
		t.Fatalf("the upload was answered %q\n%s", uploaded.ErrMsg, log)
	}
	resp, err := http.Get(api + "/cgi-bin/media/get" + query + "&media_id=" + uploaded.MediaID)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got, err := io.ReadAll(resp.Body); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("%d bytes come back of %d, %v", len(got), len(picture), err)
	}
	var changed struct{ ErrCode int }
	ask(t, &changed, "application/json", api+"/wxa/modify_merchant"+query, fmt.Appendf(nil, `{"headimg_mediaid":%q}`, uploaded.MediaID))
	if changed.ErrCode != 0 {
		t.Errorf("the change was answered %d\n%s", changed.ErrCode, log)
	}
	if left, err := os.ReadDir(filepath.Join(volume, "media", "tmp")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if strings.Contains(log.String(), `"level":"ERROR"`) {
		t.Errorf("the log has errors:\n%s", log)
	}
}

// serve starts the image's process and returns where its API is. It is ended
// with the test.
func serve(t *testing.T, i *unpacked, volume string) (api string, log *said) {
	t.Helper()
	command := i.command(t, volume, "WXASTORE_LISTEN=127.0.0.1:0", "WXASTORE_CONSOLE=127.0.0.1:0",
		"WXASTORE_CONSOLE_TOKEN=a-token-of-the-test", "WXASTORE_SEED=/data/seed.yaml")
	log = new(said)
	command.Stdout, command.Stderr = log, log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	where := regexp.MustCompile(`(?m)^api +(http://\S+)$`)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if m := where.FindStringSubmatch(log.String()); m != nil {
			api = m[1]
			break
		}
		select {
		case err := <-ended:
			t.Fatalf("the service ended at its start: %v\n%s", err, log)
		default:
		}
		if time.Now().After(deadline) {
			_ = command.Process.Kill()
			t.Fatalf("the service did not say where it is\n%s", log)
		}
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the service ended: %v\n%s", err, log)
			}
		case <-time.After(time.Minute):
			_ = command.Process.Kill()
			t.Errorf("the service goes on after SIGTERM\n%s", log)
		}
	})
	return api, log
}

// said is what a process has written.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// ask posts a body and reads the answer, which is JSON.
func ask(t *testing.T, into any, kind, url string, body []byte) {
	t.Helper()
	resp, err := http.Post(url, kind, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

// draw is a PNG of n bytes, the most of which stand after its end.
func draw(t *testing.T, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.White, color.Black})); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), make([]byte, size-b.Len())...)
}
