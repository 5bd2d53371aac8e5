package media_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/media"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/weixin"
)

// upload stores a picture as a client does that calls a host, and returns its address.
func upload(t *testing.T, module *media.Module, host, name string, content []byte) (string, error) {
	t.Helper()
	staged, err := module.Blobs.Stage(t.Context(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer staged.Close()
	return module.KeepPicture(t.Context(), "http://"+host, name, staged, time.Now())
}

// get asks for an address.
func get(t *testing.T, module *media.Module, method, address string, header http.Header) *http.Response {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequestWithContext(t.Context(), method, u.RequestURI(), http.NoBody)
	for name, values := range header {
		req.Header[name] = values
	}
	w := httptest.NewRecorder()
	for folder, h := range module.Files(time.Now) {
		if strings.HasPrefix(u.Path, folder) {
			h.ServeHTTP(w, req)
			return w.Result()
		}
	}
	t.Fatalf("no handler for %s", address)
	return nil
}

// TestAddresses uploads pictures and opens their addresses, and every address that
// differs from one of them in a letter, which the service has not given.
func TestAddresses(t *testing.T) {
	module := newModule(t)
	module.Intercepted = func(host string) bool { return host == "api.weixin.qq.com" }
	if _, none, err := module.PictureAt(t.Context(), "http://mmbiz.qpic.cn/mmbiz_png/a/0"); none == "" || err != nil {
		t.Errorf("before the first upload: %q, %v", none, err)
	}
	for format, begin := range map[string]string{"png": "http://mmbiz.qpic.cn/mmbiz_png/", "jpeg": "http://mmbiz.qpic.cn/mmbiz_jpg/"} {
		content := drawn(t, format, 40, 30)
		address, err := upload(t, module, "api.weixin.qq.com", "a.jpg", content)
		if err != nil || !strings.HasPrefix(address, begin) || !strings.HasSuffix(address, "/0?wx_fmt="+format) {
			t.Fatalf("%s: %q, %v", format, address, err)
		}
		if again, err := upload(t, module, "api.weixin.qq.com", "b.png", content); again != address || err != nil {
			t.Errorf("uploaded again: %q, %v, want %q", again, err, address)
		}
		key, _, _ := strings.Cut(strings.TrimPrefix(address, begin), "/")
		if plain := strings.NewReplacer("ia", "i", "ib", "+", "ic", "/").Replace(key); len(plain) != 86 || strings.Trim(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Errorf("the key %q stands for %d signs", key, len(plain))
		}
		answer := get(t, module, "GET", address, nil)
		if got, _ := io.ReadAll(answer.Body); !bytes.Equal(got, content) || answer.Header.Get("Content-Type") != "image/"+format || answer.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d bytes, %v", address, len(got), answer.Header)
		}
		if answer := get(t, module, "GET", address, http.Header{"If-None-Match": {answer.Header.Get("Etag")}}); answer.StatusCode != http.StatusNotModified {
			t.Errorf("asked for again: %s", answer.Status)
		}
		blob, none, err := module.PictureAt(t.Context(), address)
		if err != nil || none != "" || blob.IsZero() {
			t.Errorf("PictureAt: %s, %q, %v", blob, none, err)
		}
		for i := range key {
			changed := []byte(key)
			changed[i] = map[bool]byte{true: 'B', false: 'A'}[changed[i] == 'A']
			notGiven(t, module, begin+string(changed)+"/0")
		}
		for _, path := range []string{begin + key, begin + key + "/1", begin + key + "A/0", begin + key[1:] + "/0", begin + "/0", begin + "../" + key + "/0", begin + key + "/0/"} {
			notGiven(t, module, path)
		}
		other := map[string]string{"png": "http://mmbiz.qpic.cn/mmbiz_jpg/", "jpeg": "http://mmbiz.qpic.cn/mmbiz_png/"}[format]
		notGiven(t, module, other+key+"/0")
	}
}

// notGiven wants an address to lead nowhere.
func notGiven(t *testing.T, module *media.Module, address string) {
	t.Helper()
	if answer := get(t, module, "GET", address, nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("%s: %s", address, answer.Status)
	}
	if blob, none, err := module.PictureAt(t.Context(), address); none == "" || err != nil {
		t.Errorf("%s leads to %s, %v", address, blob, err)
	}
}

// TestAddressOfAnotherService takes the address that another service gave for the
// same picture.
func TestAddressOfAnotherService(t *testing.T) {
	one, two := newModule(t), newModule(t)
	one.PictureURL, two.PictureURL = "https://pictures.example", "https://pictures.example"
	content := drawn(t, "png", 4, 4)
	first, err := upload(t, one, "a", "a.png", content)
	if err != nil || !strings.HasPrefix(first, "https://pictures.example/mmbiz_png/") {
		t.Fatalf("%q, %v", first, err)
	}
	second, err := upload(t, two, "a", "a.png", content)
	if err != nil || second == first {
		t.Fatalf("both services give %q, %v", second, err)
	}
	notGiven(t, two, first)
}

// TestStoredPicturesStay sweeps after every temporary medium has expired.
func TestStoredPicturesStay(t *testing.T) {
	module, now := newModule(t), time.Now()
	module.Intercepted = func(string) bool { return false }
	temporary := drawn(t, "png", 4, 4)
	mustAdd(t, module, "wx", "image", "a.png", temporary, now.Add(-10*24*time.Hour))
	address, err := upload(t, module, "127.0.0.1:8080", "a.png", temporary) // the same bytes
	if err != nil || !strings.HasPrefix(address, "http://127.0.0.1:8080/mmbiz_png/") {
		t.Fatalf("%q, %v", address, err)
	}
	if n, err := module.Sweep(t.Context(), now); n != 0 || err != nil {
		t.Errorf("Sweep: %d, %v", n, err)
	}
	if answer := get(t, module, "HEAD", address, nil); answer.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", address, answer.Status)
	}
	blob, _, err := module.PictureAt(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	// Bytes that are gone all the same are not a picture any more.
	if err := module.Blobs.(*blobmem.Blobs).Remove(t.Context(), blob); err != nil {
		t.Fatal(err)
	}
	if answer := get(t, module, "GET", address, nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("without its bytes: %s", answer.Status)
	}
}

// TestStoredPictureRefusals walks what a picture is refused for.
func TestStoredPictureRefusals(t *testing.T) {
	module := newModule(t)
	module.PictureURL = "http://a"
	small := drawn(t, "png", 4, 4)
	full := append(bytes.Clone(small), make([]byte, 1<<20-len(small))...)
	for name, c := range map[string]struct {
		file    string
		content []byte
		code    weixin.Code
	}{
		"empty":          {"a.png", nil, weixin.InvalidImageSize},
		"1 MB and more":  {"a.png", append(bytes.Clone(full), 0), weixin.InvalidImageSize},
		"many pixels":    {"a.png", large(20_001, 1), weixin.InvalidImageSize},
		"gif":            {"a.gif", drawn(t, "gif", 4, 4), weixin.InvalidFileType},
		"bmp":            {"a.bmp", drawn(t, "bmp", 4, 4), weixin.InvalidFileType},
		"text":           {"a.png", []byte("<svg onload=alert(1)>"), weixin.InvalidFileType},
		"no extension":   {"a", small, weixin.InvalidFileType},
		"named as a gif": {"a.gif", small, weixin.InvalidFileType},
		"1 MB":           {"a.png", full, weixin.OK},
		"jpg":            {"a.JPG", drawn(t, "jpeg", 4, 4), weixin.OK},
	} {
		_, err := upload(t, module, "a", c.file, c.content)
		refusal, refused := errors.AsType[*edge.Refusal](err)
		if refused != (c.code != weixin.OK) || refused && refusal.Code != c.code || !refused && err != nil {
			t.Errorf("%s: %v, want %d", name, err, c.code)
		}
	}
}

// TestBrokenKey has the store hold a key that is none.
func TestBrokenKey(t *testing.T) {
	module := newModule(t)
	module.PictureURL = "http://a"
	if _, err := upload(t, module, "a", "a.png", drawn(t, "png", 4, 4)); err != nil {
		t.Fatal(err)
	}
	err := module.Store.Write(t.Context(), []store.Key{store.SettingKey("picture addresses")}, func(tx store.Tx) error {
		tx.PutSetting("picture addresses", []byte("short"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if answer := get(t, module, "GET", "http://a/mmbiz_png/a/0", nil); answer.StatusCode != http.StatusInternalServerError {
		t.Errorf("with a broken key: %s", answer.Status)
	}
	if media.CheckSetting("picture addresses", []byte("short")) == nil || media.CheckSetting("picture addresses", make([]byte, 32)) != nil || media.CheckSetting("clock", nil) != nil {
		t.Error("CheckSetting does not tell a key from what is none")
	}
}

// TestPictureURL checks what may be the base of addresses.
func TestPictureURL(t *testing.T) {
	for text, ok := range map[string]bool{
		"": true, "http://mmbiz.qpic.cn": true, "https://pictures.example:8443": true,
		"mmbiz.qpic.cn": false, "http://": false, "ftp://a": false, "http://a/": false, "http://a/b": false, "http://u:p@a": false, "http://a?b": false, "http://a#b": false, "http://a b": false,
	} {
		if err := media.CheckPictureURL(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
