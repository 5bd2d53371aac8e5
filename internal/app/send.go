package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// sender makes the console's calls: to the handler of the API, not to an
// address, so that there is nothing else that it could reach.
type sender struct {
	app *App
	api http.Handler
}

// Send makes one call.
func (s *sender) Send(ctx context.Context, r ports.SendRequest) (ports.Sent, error) {
	d, ok := weixin.Find(r.Interface)
	if !ok {
		return ports.Sent{}, store.Mistakef("there is no interface %q; wxastore interfaces lists them", r.Interface)
	}
	query, err := s.query(ctx, d.Page, r)
	if err != nil {
		return ports.Sent{}, err
	}
	var watch edge.Watch
	ctx = context.WithValue(edge.WithWatch(ctx, &watch), http.LocalAddrContextKey, s.app.api.Addr())
	request, err := s.request(ctx, d, query, r)
	if err != nil {
		return ports.Sent{}, err
	}
	answer := &answer{header: make(http.Header)}
	start := time.Now()
	cut := serve(s.api, answer, request)
	sent := ports.Sent{
		RID: weixin.RID(watch.RID), Method: request.Method, URL: d.Path, Code: weixin.Code(watch.Code),
		Status: answer.sentStatus(), Header: answer.header, Body: answer.body.Bytes(), Took: time.Since(start),
		Call: s.app.journal.Masked(ctx, watch.Entry),
	}
	if sent.Call.Query != "" {
		sent.URL += "?" + sent.Call.Query
	}
	if cut {
		sent.Status, sent.Header, sent.Body = 0, nil, nil
	}
	return sent, nil
}

// query is the query of a request, with a token if it needs one.
func (s *sender) query(ctx context.Context, page weixin.Page, r ports.SendRequest) (url.Values, error) {
	query := make(url.Values)
	for name, values := range r.Query {
		query[name] = slices.Clone(values)
	}
	if page.Credential != weixin.AccessToken || query.Has("access_token") || r.AppID == "" {
		return query, nil
	}
	token, err := s.app.accounts.OperatorToken(ctx, r.AppID, s.app.clock.Now())
	if err != nil {
		return nil, err
	}
	query.Set("access_token", token)
	return query, nil
}

func (s *sender) request(ctx context.Context, page weixin.Declaration, query url.Values, r ports.SendRequest) (*http.Request, error) {
	body, kind := r.Body, ""
	switch {
	case r.File != nil && page.Body != weixin.MultipartBody:
		return nil, store.Mistakef("%s takes no file", page.Name)
	case len(body) > 0 && page.Body != weixin.JSONBody && page.Body != weixin.FormBody:
		return nil, store.Mistakef("%s takes no body: its parameters are those of the query", page.Name)
	case page.Body == weixin.JSONBody:
		kind = "application/json"
	case page.Body == weixin.FormBody && len(body) > 0 && !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")):
		kind = "application/x-www-form-urlencoded"
	case page.Body == weixin.MultipartBody:
		var err error
		if body, kind, err = form(fileField(page), r.File); err != nil {
			return nil, err
		}
	}
	target := url.URL{Scheme: "http", Host: s.app.api.Addr().String(), Path: page.Path, RawQuery: query.Encode()}
	request, err := http.NewRequestWithContext(ctx, page.Method(), target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("send: %w", err)
	}
	request.RemoteAddr = "127.0.0.1:0"
	request.Header.Set("User-Agent", "wxastore-console")
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	return request, nil
}

// fileField is the name of an upload's file.
func fileField(d weixin.Declaration) string {
	for _, p := range d.Params() {
		if p.In == "form" {
			return p.Name
		}
	}
	return ""
}

// form is the body of an upload; without a file it has no part.
func form(field string, file *ports.SendFile) (body []byte, contentType string, err error) {
	var text bytes.Buffer
	writer := multipart.NewWriter(&text)
	if file != nil {
		header := make(textproto.MIMEHeader)
		header.Set("Content-Disposition", multipart.FileContentDisposition(field, file.Name))
		if file.ContentType != "" && !strings.ContainsAny(file.ContentType, "\r\n") {
			header.Set("Content-Type", file.ContentType)
		}
		part, err := writer.CreatePart(header)
		if err != nil {
			return nil, "", fmt.Errorf("send: %w", err)
		}
		if _, err := part.Write(file.Content); err != nil {
			return nil, "", fmt.Errorf("send: %w", err)
		}
	}
	if err := writer.Close(); err != nil {
		return nil, "", fmt.Errorf("send: %w", err)
	}
	return text.Bytes(), writer.FormDataContentType(), nil
}

// serve runs the handler and reports whether it dropped the connection.
func serve(h http.Handler, w http.ResponseWriter, r *http.Request) (cut bool) {
	defer func() {
		p := recover()
		err, _ := p.(error)
		if cut = errors.Is(err, http.ErrAbortHandler); p != nil && !cut {
			panic(p) //nolint:forbidigo // it is not ours
		}
	}()
	h.ServeHTTP(w, r)
	return false
}

// answer is an answer that stays in the process.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

var _ io.Writer = (*answer)(nil)

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// SetReadDeadline does nothing: the request has arrived.
func (a *answer) SetReadDeadline(time.Time) error { return nil }

func (a *answer) sentStatus() int {
	if a.status == 0 {
		return http.StatusOK
	}
	return a.status
}
