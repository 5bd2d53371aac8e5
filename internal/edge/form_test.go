package edge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// part writes a part of a form with the boundary b.
func part(header, content string) string { return "--b\r\n" + header + "\r\n\r\n" + content + "\r\n" }

const (
	plain  = "multipart/form-data; boundary=b"
	theEnd = "--b--\r\n"
)

func file(name string) string {
	return part(fmt.Sprintf("Content-Disposition: form-data; name=\"media\"; filename=\"%s\"\r\nContent-Type: image/png", name), "bytes")
}

func field(name, value string) string {
	return part(fmt.Sprintf("Content-Disposition: form-data; name=%q", name), value)
}

// read reads a form as media/upload does.
func read(t *testing.T, spool *memorySpool, kind string, body io.Reader) (weixin.UploadTempMediaRequest, error) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/", body)
	r.ContentLength = 1 << 40 // a length, that is not looked at
	r.Header.Set("Content-Type", kind)
	var req weixin.UploadTempMediaRequest
	call := &Call{spool: spool.take, uploads: make(gate, 1)}
	err := newDecoder(weixin.UploadTempMedia.Declared()).multipart(t.Context(), deadlines{httptest.NewRecorder()}, r, call, reflect.ValueOf(&req).Elem())
	if failed := call.end(); failed != nil || spool.open != 0 || len(call.uploads) != 0 {
		t.Errorf("at the end %d files are open and %d uploads under way, %v", spool.open, len(call.uploads), failed)
	}
	return req, err
}

// TestForms reads forms that are taken: what counts in them, and that the rest is
// read over.
func TestForms(t *testing.T) {
	type want struct{ Type, Name string }
	for name, c := range map[string]struct {
		kind, body string
		want       want
	}{
		"file first":                {plain, file("a.png") + field("type", "image") + theEnd, want{"image", "a.png"}},
		"file last":                 {plain, field("type", "image") + file("a.png") + theEnd, want{"image", "a.png"}},
		"twice":                     {plain, field("type", "image") + file("a.png") + field("type", "voice") + file("b.png") + theEnd, want{"image", "a.png"}},
		"others":                    {plain, field("name", strings.Repeat("x", 9<<20)) + strings.ReplaceAll(file("x"), "media", "other") + file("a.png") + theEnd, want{"", "a.png"}},
		"no disposition":            {plain, part("X-Nothing: x", "y") + file("a.png") + theEnd, want{"", "a.png"}},
		"preamble":                  {plain, "hello\r\n" + file("a.png") + theEnd, want{"", "a.png"}},
		"after the end":             {plain, file("a.png") + theEnd + "bye", want{"", "a.png"}},
		"a field as long as may be": {plain, field("type", strings.Repeat("x", maxText)) + file("a.png") + theEnd, want{strings.Repeat("x", maxText), "a.png"}},
		"parent":                    {plain, file("../x.png") + theEnd, want{"", "x.png"}},
		"parents":                   {plain, file("../../etc/../x.png") + theEnd, want{"", "x.png"}},
		"parent, backslash":         {plain, file(`..\x.png`) + theEnd, want{"", "x.png"}},
		"both":                      {plain, file(`/a\b/c\x.png`) + theEnd, want{"", "x.png"}},
		"drive":                     {plain, file(`C:\dir\x.png`) + theEnd, want{"", "x.png"}},
		"quoted charset":            {`multipart/form-data; charset="utf-8"; boundary=b`, file("a.png") + theEnd, want{"", "a.png"}},
		"quoted charset last":       {`multipart/form-data; boundary=b; charset="utf-8"`, file("a.png") + theEnd, want{"", "a.png"}},
		"quoted, with another":      {`multipart/form-data; charset="; boundary=\"c\""; boundary=b`, file("a.png") + theEnd, want{"", "a.png"}},
		"capitals":                  {`Multipart/Form-Data; Boundary=b`, file("a.png") + theEnd, want{"", "a.png"}},
	} {
		req, err := read(t, new(memorySpool), c.kind, strings.NewReader(c.body))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := (want{req.Type, req.Media.Name}); got != c.want || req.Media.Size != 5 || req.Media.ContentType != "image/png" {
			t.Errorf("%s: %v of %d bytes, %s", name, got, req.Media.Size, req.Media.ContentType)
		}
	}
}

// TestFormsRefused reads forms that are refused.
func TestFormsRefused(t *testing.T) {
	long := strings.Repeat("x", maxText+1)
	for name, c := range map[string]struct {
		kind, body string
		code       weixin.Code
		reason     string
	}{
		"no form":             {"application/json", "{}", weixin.MediaDataMissing, "not multipart/form-data"},
		"no boundary":         {"multipart/form-data", file("a.png") + theEnd, weixin.MediaDataMissing, "not multipart/form-data"},
		"quoted":              {`multipart/form-data; boundary="b"`, file("a.png") + theEnd, weixin.MediaDataMissing, "quotes"},
		"quoted, with spaces": {`multipart/form-data;  Boundary = "b"`, file("a.png") + theEnd, weixin.MediaDataMissing, ""},
		"quoted, after other": {`multipart/form-data; charset="a;b"; boundary="b"`, file("a.png") + theEnd, weixin.MediaDataMissing, "quotes"},
		"nothing":             {plain, "", weixin.MediaDataMissing, "not a complete"},
		"no file":             {plain, field("media", "bytes") + theEnd, weixin.MediaDataMissing, "no part"},
		"no file name":        {plain, file("") + theEnd, weixin.MediaDataMissing, "no part"},
		"a folder":            {plain, file("dir/") + theEnd, weixin.MediaDataMissing, "no part"},
		"no end":              {plain, file("a.png"), weixin.MediaDataMissing, "not a complete"},
		"cut in the end":      {plain, file("a.png") + "--b", weixin.MediaDataMissing, "not a complete"},
		"cut in the file":     {plain, strings.TrimSuffix(file("a.png"), "es\r\n"), weixin.MediaDataMissing, "not a complete"},
		"long field":          {plain, field("type", long) + file("a.png") + theEnd, weixin.MediaDataMissing, "longer than 4096"},
		"long field at last":  {plain, file("a.png") + field("type", long) + theEnd, weixin.MediaDataMissing, "longer than 4096"},
		"long preamble":       {plain, strings.Repeat("x\r\n", maxBetween/3+1) + file("a.png") + theEnd, weixin.MediaDataMissing, "16384"},
		"long header":         {plain, part("X-Long: "+strings.Repeat("x", maxBetween), "") + file("a.png") + theEnd, weixin.MediaDataMissing, "16384"},
		"many headers":        {plain, part(strings.Repeat("X-A: b\r\n", 1000)+strings.Repeat("X-B: c\r\n", 1500)+"X-C: d", "") + file("a.png") + theEnd, weixin.MediaDataMissing, "16384"},
		"many parts":          {plain, strings.Repeat(field("a", "b"), maxParts) + file("a.png") + theEnd, weixin.MediaDataMissing, "100 parts"},
		"too long":            {plain, field("a", strings.Repeat("x", int(weixin.UploadTempMedia.MaxBody))) + file("a.png") + theEnd, weixin.InvalidMediaSize, "longer than"},
	} {
		_, err := read(t, new(memorySpool), c.kind, strings.NewReader(c.body))
		refusal, ok := errors.AsType[*Refusal](err)
		if !ok || refusal.Code != c.code || !strings.Contains(refusal.Reason, c.reason) {
			t.Errorf("%s: %v, want %d because of %q", name, err, c.code, c.reason)
		}
	}
}

// TestSpoolFails holds what is not the body's fault apart from what is.
func TestSpoolFails(t *testing.T) {
	full := errors.New("no space left on device")
	_, err := read(t, &memorySpool{broken: full}, plain, strings.NewReader(file("a.png")+theEnd))
	if _, refused := errors.AsType[*Refusal](err); refused || !errors.Is(err, full) {
		t.Errorf("a spool that fails: %v", err)
	}
	begin := strings.TrimSuffix(file("a.png"), "es\r\n")
	_, err = read(t, new(memorySpool), plain, io.MultiReader(strings.NewReader(begin), failing{}))
	if refusal, ok := errors.AsType[*Refusal](err); !ok || refusal.Code != weixin.MediaDataMissing {
		t.Errorf("a connection that breaks: %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

// TestFormMemory reads ten megabytes of everything that a form can hold and looks
// at how much was allocated in all.
func TestFormMemory(t *testing.T) {
	const many = 10_000_000
	for name, body := range map[string]io.Reader{
		"a declared field":    io.MultiReader(strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n"), io.LimitReader(letters{}, many)),
		"another field":       io.MultiReader(strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n"), io.LimitReader(letters{}, many)),
		"another file":        io.MultiReader(strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"x\"; filename=\"x\"\r\n\r\n"), io.LimitReader(letters{}, many)),
		"a header":            io.MultiReader(strings.NewReader("--b\r\nX: "), io.LimitReader(letters{}, many)),
		"a name":              io.MultiReader(strings.NewReader("--b\r\nContent-Disposition: form-data; name=\""), io.LimitReader(letters{}, many)),
		"before the boundary": io.LimitReader(letters{}, many),
		"many parts":          strings.NewReader(strings.Repeat(field("type", ""), many/60)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := read(t, new(memorySpool), plain, body); err == nil {
			t.Errorf("%s: taken", name)
		}
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
			t.Errorf("%s: %d KiB were allocated", name, got>>10)
		}
	}
}

// letters yields a letter for ever.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// TestGate lets two in, has the third wait for one of them to end, and the
// fourth give up.
func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := make(gate, 2)
		var leave []func()
		for range cap(g) {
			l, err := g.enter(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			leave = append(leave, l)
		}
		go func() {
			time.Sleep(gateTime - time.Second)
			leave[0]()
		}()
		began := time.Now()
		if _, err := g.enter(t.Context()); err != nil || time.Since(began) != gateTime-time.Second {
			t.Errorf("the third: %v after %s", err, time.Since(began))
		}
		_, err := g.enter(t.Context())
		if refusal, ok := errors.AsType[*Refusal](err); !ok || refusal.Code != weixin.SystemError || refusal.Reason != "2 uploads are under way, and none ended within 10s" {
			t.Errorf("the fourth: %v", err)
		}
	})
}

// TestDrain waits for the upload that is under way, and lets no other begin.
func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &API{uploads: make(gate, 3)}
		leave, err := api.uploads.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		go func() {
			time.Sleep(5 * time.Second)
			leave()
		}()
		began := time.Now()
		if err := api.Drain(t.Context()); err != nil || time.Since(began) != 5*time.Second {
			t.Errorf("drained after %s, %v", time.Since(began), err)
		}
		<-short.Done()
		if err := api.Drain(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a drain that takes too long: %v", err)
		}
	})
}
