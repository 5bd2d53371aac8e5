package client_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

func TestAnswersThatAreNotWeixins(t *testing.T) {
	tests := map[string]struct {
		status            int
		contentType, body string
		want              string // part of the error
	}{
		"error page":      {502, "text/html", "<h1>Bad\n\n\tGateway</h1>", "(HTTP 502 Bad Gateway): <h1>Bad Gateway</h1>"},
		"page":            {200, "text/html", "<html>sign in to the Wi-Fi</html>", "not a JSON object"},
		"empty":           {200, "application/json", "", "empty"},
		"null":            {200, "application/json", "null", "not a JSON object"},
		"list":            {200, "application/json", `[{"errcode":0}]`, "not a JSON object"},
		"cut":             {200, "application/json", `{"errcode":0,`, "cannot be read"},
		"two":             {200, "application/json", `{"errcode":0}{"errcode":0}`, "cannot be read"},
		"other object":    {200, "application/json", `{"hello":"world"}`, "has no errcode"},
		"success and 500": {500, "application/json", `{"errcode":0,"errmsg":"ok"}`, "HTTP 500"},
		"412":             {412, "", "", "HTTP 412 Precondition Failed"},
		"redirect":        {302, "text/plain", "", "redirects are not followed"},
		"too long":        {200, "application/json", `{"errcode":0,"errmsg":"` + strings.Repeat("x", 1<<20) + `"}`, "more than 1048576 bytes"},
		"control bytes":   {500, "text/plain", "a\x1b[31mred\x00", "a\uFFFD[31mred\uFFFD"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := scripted.Run(t)
			s.On(weixin.ModifyMerchant.Page, scripted.Body(test.status, test.contentType, test.body))
			err := s.Client(t, client.WithTokenSource(client.StaticToken("token"))).ModifyMerchant(t.Context(), change)
			odd, ok := errors.AsType[*client.AnswerError](err)
			if !ok || odd.Status != test.status || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want an AnswerError with %q", err, test.want)
			}
			if len(err.Error()) > 600 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
		})
	}
}

func TestErrcodeWithAnyStatusAndType(t *testing.T) {
	s := scripted.Run(t)
	c := s.Client(t, client.WithTokenSource(client.StaticToken("token")))
	body := `{"errcode":85056,"errmsg":"mediaid is invalid rid: ` + scripted.RID + `"}`
	for _, status := range []int{200, 400, 500} {
		for _, contentType := range []string{"application/json; encoding=utf-8", "text/plain", "text/html", ""} {
			s.On(weixin.ModifyMerchant.Page, scripted.Body(status, contentType, body))
			scripted.WantCode(t, c.ModifyMerchant(t.Context(), change), weixin.UnusableMedia)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	var leaked string
	other := scripted.Run(t)
	other.On(weixin.ModifyMerchant.Page, func(w http.ResponseWriter, r *http.Request) {
		leaked = r.URL.RawQuery
		scripted.WriteCode(w, weixin.OK)
	})
	s := scripted.Run(t)
	s.On(weixin.ModifyMerchant.Page, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.String(), http.StatusTemporaryRedirect)
	})
	for name, opts := range map[string][]client.Option{
		"own client": {}, "given client": {client.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}})},
	} {
		opts = append(opts, client.WithTokenSource(client.StaticToken("token")))
		if err := s.Client(t, opts...).ModifyMerchant(t.Context(), change); err == nil {
			t.Errorf("%s: a redirect is a success", name)
		}
	}
	if leaked != "" {
		t.Errorf("the token went to another host: %s", leaked)
	}
}

func TestGetTempMedia(t *testing.T) {
	image := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		w.Header().Set("Content-Disposition", `attachment; filename="MEDIA_ID.png"`)
		_, _ = w.Write(png)
	}
	tests := map[string]struct {
		handler http.HandlerFunc
		code    weixin.Code
		video   string
	}{
		"image":          {handler: image},
		"video":          {handler: scripted.Body(200, "text/plain", `{"video_url":"http://v.example/1"}`), video: "http://v.example/1"},
		"error":          {handler: scripted.Refuse(weixin.InvalidMediaID), code: weixin.InvalidMediaID},
		"error as text":  {handler: scripted.Body(200, "text/plain", `{"errcode":40007,"errmsg":"invalid media_id rid: `+scripted.RID+`"}`), code: weixin.InvalidMediaID},
		"error as bytes": {handler: untyped(`{"errcode":40007,"errmsg":"invalid media_id rid: ` + scripted.RID + `"}`), code: weixin.InvalidMediaID},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := scripted.Run(t)
			s.On(weixin.GetTempMedia.Page, test.handler)
			c := s.Client(t, client.WithTokenSource(client.StaticToken("token")))
			media, err := c.GetTempMedia(t.Context(), "id")
			raw, rawErr := c.CallRaw(t.Context(), weixin.GetTempMedia.Declared(), client.RawRequest{Query: url.Values{"media_id": {"id"}}})
			if test.code != weixin.OK {
				scripted.WantCode(t, err, test.code)
				scripted.WantCode(t, rawErr, test.code)
				return
			}
			if err != nil || rawErr != nil || media.VideoURL != test.video {
				t.Fatalf("got %+v, %v and %v", media, err, rawErr)
			}
			if test.video != "" {
				return
			}
			defer media.File.Content.Close()
			content, err := io.ReadAll(media.File.Content)
			if err != nil || string(content) != string(png) || string(raw) != string(png) {
				t.Errorf("got %q, %v and %q", content, err, raw)
			}
			if media.File.Name != "MEDIA_ID.png" || media.File.ContentType != "image/png" || media.File.Size != int64(len(png)) {
				t.Errorf("got %+v", media.File)
			}
		})
	}
}

// untyped answers without a Content-Type.
func untyped(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		_, _ = io.WriteString(w, body)
	}
}

func TestCallRaw(t *testing.T) {
	s := scripted.Run(t)
	var sent string
	s.On(weixin.ModifyMerchant.Page, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = string(body)
		scripted.WriteCode(w, weixin.ApplyFirst)
	})
	c := s.Client(t, client.WithTokenSource(client.StaticToken("token")))
	answer, err := c.CallRaw(t.Context(), weixin.ModifyMerchant.Declared(), client.RawRequest{JSON: []byte(`{"intro": 7 }`)})
	scripted.WantCode(t, err, weixin.ApplyFirst)
	if sent != `{"intro": 7 }` || !strings.Contains(string(answer), `"errcode":85053`) {
		t.Errorf("sent %s, answered %s", sent, answer)
	}
	file := func() *weixin.File { return &weixin.File{Name: "a.png", Content: io.NopCloser(strings.NewReader("x"))} }
	for name, in := range map[string]client.RawRequest{"file": {File: file()}, "large": {JSON: make([]byte, weixin.MaxJSONBody+1)}} {
		if _, err := c.CallRaw(t.Context(), weixin.ModifyMerchant.Declared(), in); err == nil {
			t.Errorf("%s was sent", name)
		}
	}
	if _, err := c.CallRaw(t.Context(), weixin.GetAccessToken.Declared(), client.RawRequest{JSON: []byte("{}")}); err == nil {
		t.Error("a JSON body was sent with GET")
	}
}
