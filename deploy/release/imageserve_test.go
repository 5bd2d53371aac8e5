package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	pictures "image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// testImage unpacks the image of an OCI layout and tries it, and the one that the
// Dockerfile makes.
func testImage(t *testing.T, at string) {
	said, i := settings(t, at), unpack(t, at)
	if said.Healthcheck == nil || len(said.Volumes) != 1 || said.User != "65532:65532" {
		t.Fatalf("the image says %+v", said)
	}
	says(t, filepath.Join(i.root, "wxastore"))
	if n := strings.Count(read(t, i.root, "etc/ssl/certs/ca-certificates.crt"), "BEGIN CERTIFICATE"); n < 50 {
		t.Errorf("the image trusts %d roots", n)
	}
	health := said.Healthcheck.Test[1:]
	tryImage(t, i, health)
	refusesVolumes(t, i)

	// The image of the Dockerfile is the same, as far as a format without health goes,
	// and except for what builders add: a PATH.
	at = byDockerfile(t, i)
	built := settings(t, at)
	said.Labels, said.Healthcheck, built.Labels = nil, nil, nil
	built.WorkingDir = cmp.Or(built.WorkingDir, "/")
	built.Env = slices.DeleteFunc(built.Env, func(v string) bool { return strings.HasPrefix(v, "PATH=") })
	if !reflect.DeepEqual(said, built) {
		t.Errorf("the images differ:\n%+v of the release\n%+v of the Dockerfile", said, built)
	}
	tryImage(t, unpack(t, at), health)
}

// tryImage serves from an image in its own root, as its user: there is no place to write
// to but the volume. A picture of 9 MiB is uploaded, the image's question of health is
// asked, and SIGTERM ends it with 0.
func tryImage(t *testing.T, i *unpacked, health []string) {
	p := i.config.Process
	volume := volume(t, p.User.UID, p.User.GID)
	const seed = "accounts: [{appid: wximage, secret: secret-of-wximage, merchant: {intro: open}}]"
	if err := os.WriteFile(filepath.Join(volume, "seed.yaml"), []byte(seed), 0o644); err != nil {
		t.Fatal(err)
	}
	if said, err := i.command(t, volume, health).CombinedOutput(); err == nil {
		t.Errorf("%q of a service that does not run yet: %s", health, said)
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
	if said, err := i.command(t, volume, health).CombinedOutput(); err != nil || string(said) != "ready\n" {
		t.Errorf("%q says %s, %v", health, said, err)
	}
	if strings.Contains(log.String(), `"level":"ERROR"`) {
		t.Errorf("the log has errors:\n%s", log)
	}
}

// serve starts the image's process and returns where its API is. It is ended
// with the test.
func serve(t *testing.T, i *unpacked, volume string) (api string, log *said) {
	t.Helper()
	command := i.command(t, volume, nil, "WXASTORE_LISTEN=127.0.0.1:0", "WXASTORE_CONSOLE=127.0.0.1:0",
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
	if err := png.Encode(&b, pictures.NewPaletted(pictures.Rect(0, 0, 40, 30), color.Palette{color.White, color.Black})); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), make([]byte, size-b.Len())...)
}

// refusesVolumes starts an image with volumes of other users: it says whose they have to
// be.
func refusesVolumes(t *testing.T, i *unpacked) {
	own := i.config.Process.User
	want := fmt.Sprintf("chown -R %d:%d /data", own.UID, own.GID)
	for _, other := range []int{0, 1000} {
		said, err := i.command(t, volume(t, other, other), nil).CombinedOutput()
		if err == nil || !strings.Contains(string(said), want) {
			t.Errorf("a volume of user %d: %v: %s", other, err, said)
		}
	}
}
