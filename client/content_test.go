package client_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

// What media/get answers is told by its bytes and its Content-Disposition; the
// Content-Type changes nothing.
func TestMediaIsToldByBytesAndDisposition(t *testing.T) {
	const file, video, refusal, odd = "file", "video", "refusal", "odd"
	bodies := map[string]struct{ body, plain, named string }{ // what it is without and with a disposition
		"png":                 {string(png), file, file},
		"jpeg":                {"\xff\xd8\xff\xe0 and so on", file, file},
		"gif":                 {"GIF89a\x01\x00\x01\x00", file, file},
		"amr":                 {"#!AMR\n\x3c\x55", file, file},
		"mp3":                 {"\xff\xfb\x90\x00\x00", file, file},
		"mp4":                 {"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", file, file},
		"bytes":               {"\x00\x01\x02\x03", file, file},
		"text":                {"a text", odd, file},
		"error":               {`{"errcode":40007,"errmsg":"invalid media_id rid: ` + scripted.RID + `"}`, refusal, refusal},
		"error after a break": {"\r\n" + `{"errcode":40007,"errmsg":"invalid media_id rid: ` + scripted.RID + `"}`, refusal, refusal},
		"error after a BOM":   {"\ufeff" + `{"errcode":40007,"errmsg":"invalid media_id rid: ` + scripted.RID + `"}`, refusal, refusal},
		"video":               {`{"video_url":"http://v.example/1"}`, video, video},
		"half an object":      {`{"errcode":`, odd, odd},
		"page":                {"<!DOCTYPE html><html>sign in</html>", odd, file},
		"list":                {`[1]`, odd, file},
		"nothing":             {"", odd, odd},
		"blanks":              {" \n", odd, odd},
	}
	types := []string{
		"", "image/jpeg", "image/png", "audio/amr", "video/mp4", "application/octet-stream", "application/json",
		"application/json; encoding=utf-8", "text/plain", "text/plain; charset=utf-8", "text/html", "not a type;;",
	}
	s := scripted.Run(t)
	c := s.Client(t, client.WithTokenSource(client.StaticToken("token")))
	for name, test := range bodies {
		for _, contentType := range types {
			for _, disposition := range []string{"", `attachment; filename="MEDIA_ID.jpg"`, `attachment; filename="../../a\MEDIA_ID.jpg"`, "attachment"} {
				want := test.plain
				if disposition != "" {
					want = test.named
				}
				s.On(weixin.GetTempMedia.Page, func(w http.ResponseWriter, _ *http.Request) {
					w.Header()["Content-Type"] = nil
					if contentType != "" {
						w.Header().Set("Content-Type", contentType)
					}
					if disposition != "" {
						w.Header().Set("Content-Disposition", disposition)
					}
					_, _ = io.WriteString(w, test.body)
				})
				media, err := c.GetTempMedia(t.Context(), "id")
				raw, rawErr := c.CallRaw(t.Context(), weixin.GetTempMedia.Declared(), client.RawRequest{Query: url.Values{"media_id": {"id"}}})
				got := kindOf(t, media, err, test.body)
				if got != want {
					t.Errorf("%s as %q with %q: got %s (%v), want %s", name, contentType, disposition, got, err, want)
				}
				if (err == nil) != (rawErr == nil) || (want == file || want == video) && string(raw) != test.body {
					t.Errorf("%s as %q with %q: raw %q, %v", name, contentType, disposition, raw, rawErr)
				}
				if media.File != nil && strings.Contains(disposition, "filename") && media.File.Name != "MEDIA_ID.jpg" {
					t.Errorf("%q: the file is called %q", disposition, media.File.Name)
				}
			}
		}
	}
}

// kindOf says what media/get has returned, and closes it.
func kindOf(t *testing.T, media weixin.TempMedia, err error, body string) string {
	t.Helper()
	if answered, ok := errors.AsType[*weixin.Error](err); ok && answered.Code == weixin.InvalidMediaID && answered.RID == scripted.RID {
		return "refusal"
	}
	if _, ok := errors.AsType[*client.AnswerError](err); ok {
		return "odd"
	}
	switch {
	case err != nil:
		return fmt.Sprint(err)
	case media.VideoURL != "" && media.File == nil:
		return "video"
	case media.File == nil:
		return "nothing"
	}
	defer media.File.Content.Close()
	content, err := io.ReadAll(media.File.Content)
	if err != nil || string(content) != body {
		t.Errorf("the file has %q, %v", content, err)
	}
	return "file"
}

// Weixin has sent names with raw control characters in its JSON
// (weixin_authorize#52, co-wechat-api#63): they are read as they are.
func TestControlCharactersInAnswers(t *testing.T) {
	s := scripted.Run(t)
	c := s.Client(t, client.WithTokenSource(client.StaticToken("token")))
	for b := range byte(' ') {
		for _, name := range []string{string(b) + "琦\\\"娅", "a\\\\" + string(b), "\\n" + string(b) + string(b) + "}"} {
			s.On(weixin.GetAuthorizerInfo.Page, scripted.Body(200, "application/json", `{"authorizer_info":{"nick_name":"`+name+`","alias":"after"}}`))
			info, err := client.Do(t.Context(), c, weixin.GetAuthorizerInfo, weixin.AuthorizerInfoRequest{})
			want := strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\n`, "\n").Replace(name)
			if err != nil || info.AuthorizerInfo.NickName != want || info.AuthorizerInfo.Alias != "after" {
				t.Errorf("byte %#x: got %q, %v; want %q", b, info.AuthorizerInfo.NickName, err, want)
			}
		}
		// Also where an errcode is told.
		s.On(weixin.GetAuthorizerInfo.Page, scripted.Body(200, "application/json", `{"errcode":-1,"errmsg":"a`+string(b)+`b rid: `+scripted.RID+`"}`))
		_, err := client.Do(t.Context(), c, weixin.GetAuthorizerInfo, weixin.AuthorizerInfoRequest{})
		scripted.WantCode(t, err, weixin.SystemError)
		if strings.ContainsRune(err.Error(), rune(b)) {
			t.Errorf("the error says byte %#x: %q", b, err)
		}
	}
	// Elsewhere than in strings, it is not JSON.
	s.On(weixin.GetAuthorizerInfo.Page, scripted.Body(200, "application/json", "{\x01}"))
	if _, err := client.Do(t.Context(), c, weixin.GetAuthorizerInfo, weixin.AuthorizerInfoRequest{}); err == nil {
		t.Error("a control character between fields is read")
	}
}
