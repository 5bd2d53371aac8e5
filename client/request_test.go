package client_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

var png = []byte("\x89PNG\r\n\x1a\n with pixels")

func TestJSONBodyIsTheTagsAndNothingElse(t *testing.T) {
	s := scripted.Run(t)
	var got struct{ Method, Query, ContentType, Body string }
	s.On(weixin.ModifyMerchant.Page, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got.Method, got.Query, got.ContentType, got.Body = r.Method, r.URL.RawQuery, r.Header.Get("Content-Type"), string(body)
		scripted.WriteCode(w, weixin.OK)
	})
	c := s.Client(t, client.WithTokenSource(client.StaticToken("a b&c")))
	if err := c.ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{Intro: "<b>茶 & 酒</b>"}); err != nil {
		t.Fatal(err)
	}
	want := got
	want.Method, want.Query, want.ContentType = "POST", "access_token=a+b%26c", "application/json"
	want.Body = `{"headimg_mediaid":"","intro":"<b>茶 & 酒</b>"}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRequestThatMixesQueryAndJSON(t *testing.T) {
	type request struct {
		ID     string `json:"id"`
		Offset int    `query:"offset"`
		Limit  int    `query:"limit"`
		Note   string `json:"note,omitempty"`
	}
	page := weixin.Interface[request, weixin.Status]{Page: weixin.Page{
		Name: "mixed", Methods: weixin.Methods{"POST"}, Path: "/mixed", Body: weixin.JSONBody, Credential: weixin.AppSecret,
	}}
	s := scripted.Run(t)
	var got string
	s.On(page.Page, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.URL.RawQuery + " " + string(body)
		scripted.WriteCode(w, weixin.OK)
	})
	if _, err := client.Do(t.Context(), s.Client(t), page, request{ID: "7", Limit: 20}); err != nil {
		t.Fatal(err)
	}
	if want := `limit=20 {"id":"7"}`; got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
}

// upload is what a server saw of an upload.
type upload struct {
	Length                  int64
	Type, Boundary          string
	Part, Name, ContentType string
	Content                 []byte
	Parts                   int
}

func onUpload(s *scripted.Service, got chan<- upload, answer http.HandlerFunc) {
	s.On(weixin.UploadTempMedia.Page, func(w http.ResponseWriter, r *http.Request) {
		u := upload{Length: r.ContentLength, Type: r.URL.Query().Get("type"), Boundary: r.Header.Get("Content-Type")}
		reader, err := r.MultipartReader()
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		for part, err := reader.NextPart(); err == nil; part, err = reader.NextPart() {
			u.Parts++
			u.Part, u.Name, u.ContentType = part.FormName(), part.FileName(), part.Header.Get("Content-Type")
			u.Content, _ = io.ReadAll(part)
		}
		got <- u
		answer(w, r)
	})
}

const uploaded = `{"type":"image","media_id":"uhKLBoJ73a","created_at":1496369721,"item":[]}`

func TestUpload(t *testing.T) {
	tests := map[string]struct {
		name, wantName, wantType string
		content                  []byte
	}{
		"png":          {"head.png", "head.png", "image/png", png},
		"no extension": {"phpsNnmJN", "phpsNnmJN.png", "image/png", png},
		"other ending": {"upload.tmp", "upload.tmp.png", "image/png", png},
		"no name":      {"", "media.jpg", "image/jpeg", []byte("\xff\xd8\xff and so on")},
		"path":         {`C:\shop\a "b".gif`, `a "b".gif`, "image/gif", []byte("GIF89a...")},
		"amr":          {"voice", "voice.amr", "audio/amr", []byte("#!AMR\n.....")},
		"mp3":          {"voice", "voice.mp3", "audio/mpeg", []byte("\xff\xfb\x90\x00")},
		"other":        {"店", "店", "application/octet-stream", []byte{0, 1, 2, 3}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, got := scripted.Run(t), make(chan upload, 1)
			onUpload(s, got, scripted.Body(200, "application/json", uploaded))
			c := s.Client(t, client.WithTokenSource(client.StaticToken("token")))
			// A reader that only reads: nothing tells its length beforehand.
			resp, err := c.UploadTempMedia(t.Context(), "image", test.name, iotest.OneByteReader(bytes.NewReader(test.content)))
			if err != nil {
				t.Fatal(err)
			}
			if resp.MediaID != "uhKLBoJ73a" || resp.CreatedAt != 1496369721 {
				t.Errorf("got %+v", resp)
			}
			u := <-got
			if u.Length <= int64(len(test.content)) {
				t.Errorf("Content-Length %d: Weixin answers 412 to a body without", u.Length)
			}
			if !regexp.MustCompile(`^multipart/form-data; boundary=[0-9a-zA-Z]+$`).MatchString(u.Boundary) {
				t.Errorf("Content-Type %q: Weixin does not read a boundary in quotes", u.Boundary)
			}
			u.Length, u.Boundary = 0, ""
			want := upload{Type: "image", Part: "media", Name: test.wantName, ContentType: test.wantType, Content: test.content, Parts: 1}
			if diff := cmp.Diff(want, u); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUploadIsRepeatedWhole(t *testing.T) {
	s, a, got := scripted.Run(t), &authority{}, make(chan upload, 2)
	a.on(s)
	var calls atomic.Int64
	onUpload(s, got, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			scripted.WriteCode(w, weixin.AccessTokenExpired)
			return
		}
		scripted.Body(200, "application/json", uploaded)(w, r)
	})
	c := s.Client(t, client.WithCredentials(appid, secret))
	if _, err := c.UploadTempMedia(t.Context(), "image", "head.png", iotest.HalfReader(bytes.NewReader(png))); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(<-got, <-got); diff != "" {
		t.Errorf("the second upload differs from the first: %s", diff)
	}
}

func TestUploadThatIsTooLargeIsNotSent(t *testing.T) {
	s, a := scripted.Run(t), &authority{}
	a.on(s)
	c := s.Client(t, client.WithCredentials(appid, secret))
	endless := iotest.TimeoutReader(zeros{}) // fails if read to no end
	_, err := c.UploadTempMedia(t.Context(), "image", "big.png", io.LimitReader(zeros{}, weixin.MaxMediaSize+1))
	if !errors.Is(err, client.ErrTooLarge) || !strings.Contains(err.Error(), "big.png") {
		t.Errorf("got %v, want ErrTooLarge with the name", err)
	}
	if _, err := c.UploadTempMedia(t.Context(), "image", "broken.png", endless); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("got %v, want the reader's error", err)
	}
	big := filepath.Join(t.TempDir(), "big.mp4")
	if err := os.WriteFile(big, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, weixin.MaxMediaSize+1); err != nil {
		t.Fatal(err)
	}
	if _, err := c.UploadTempMediaFile(t.Context(), "video", big); !errors.Is(err, client.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
	if got := s.Count(weixin.UploadTempMedia.Page); got != 0 {
		t.Errorf("%d uploads were sent", got)
	}
}

func TestLargestUpload(t *testing.T) {
	s, got := scripted.Run(t), make(chan upload, 1)
	onUpload(s, got, scripted.Body(200, "application/json", uploaded))
	c := s.Client(t, client.WithTokenSource(client.StaticToken("token")))
	path := filepath.Join(t.TempDir(), "largest.mp4")
	if err := os.WriteFile(path, make([]byte, weixin.MaxMediaSize), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.UploadTempMediaFile(t.Context(), "video", path); err != nil {
		t.Fatal(err)
	}
	if u := <-got; len(u.Content) != weixin.MaxMediaSize || u.Name != "largest.mp4" {
		t.Errorf("%d bytes of %q arrived", len(u.Content), u.Name)
	}
}

func TestUploadOfWhatIsNoFile(t *testing.T) {
	c := scripted.Run(t).Client(t, client.WithTokenSource(client.StaticToken("token")))
	if _, err := c.UploadTempMediaFile(t.Context(), "image", t.TempDir()); err == nil {
		t.Error("a folder was uploaded")
	}
	if _, err := c.UploadTempMediaFile(t.Context(), "image", "missing.png"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want os.ErrNotExist", err)
	}
	_, err := client.Do(t.Context(), c, weixin.UploadTempMedia, weixin.UploadTempMediaRequest{Media: &weixin.File{Name: "a.png"}})
	if err == nil {
		t.Error("a file without content was uploaded")
	}
}

func TestUserAgent(t *testing.T) {
	s := scripted.Run(t)
	s.On(weixin.GetAccessToken.Page, func(w http.ResponseWriter, r *http.Request) {
		writeToken(w, r.Header.Get("User-Agent"), 7200)
	})
	resp, err := s.Client(t, client.WithUserAgent("shop/1")).GetAccessToken(t.Context(), appid, secret)
	if want := (weixin.AccessTokenResponse{AccessToken: "shop/1", ExpiresIn: 7200}); err != nil || resp != want {
		t.Errorf("got %+v, %v", resp, err)
	}
}

func TestContradictoryOptions(t *testing.T) {
	for name, opts := range map[string][]client.Option{
		"two sources": {client.WithCredentials(appid, secret), client.WithTokenSource(client.StaticToken("x"))},
		"no secret":   {client.WithCredentials(appid, "")},
		"no app id":   {client.WithClassicCredentials("", secret)},
		"nil source":  {client.WithTokenSource(nil)},
	} {
		if c, err := client.New(opts...); err == nil || strings.Contains(fmt.Sprint(err), secret) {
			t.Errorf("%s: got %v, %v", name, c, err)
		}
	}
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
