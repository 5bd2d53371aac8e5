package ops

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
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// call makes one call: to the handler of the interfaces, not to an address, so that there
// is nothing else that it could reach. Whatever the service answers is not an error.
func (c *Console) call(ctx context.Context, d weixin.Declaration, r api.Request, agent api.ToolCall) (api.Sent, error) {
	query, err := c.query(ctx, d.Page, r)
	if err != nil {
		return api.Sent{}, err
	}
	var watch edge.Watch
	ctx = context.WithValue(edge.WithWatch(ctx, &watch), http.LocalAddrContextKey, c.m.Address)
	request, err := c.request(ctx, d, query, r)
	if err != nil {
		return api.Sent{}, err
	}
	request.Header.Set("User-Agent", agent.Agent())
	answer := &answer{header: make(http.Header)}
	start := time.Now()
	cut := serve(c.m.Interfaces, answer, request)
	took, kept := time.Since(start), c.m.Journal.Masked(ctx, watch.Entry)
	sent := api.Sent{
		RID: watch.RID, Kind: string(kept.Kind), Reason: kept.Reason, Fault: kept.Fault,
		Method: request.Method, URL: d.Path, Code: weixin.Code(watch.Code), Took: api.Duration(took),
	}
	if kept.Query != "" {
		sent.URL += "?" + kept.Query
	}
	if en, ok := sent.Code.Explain(weixin.English); ok {
		sent.EN = &en
	}
	if zh, ok := sent.Code.Explain(weixin.Chinese); ok {
		sent.ZH = &zh
	}
	if cut {
		return sent, nil
	}
	sent.Status, sent.Header = answer.sentStatus(), answer.header
	if body := answer.body.Bytes(); utf8.Valid(body) {
		sent.Body = string(body)
	} else {
		sent.BodyBase64 = body
	}
	return sent, nil
}

func (c *Console) request(ctx context.Context, page weixin.Declaration, query url.Values, r api.Request) (*http.Request, error) {
	body, kind := []byte(r.Body), ""
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
	target := url.URL{Scheme: "http", Host: c.m.Address.String(), Path: page.Path, RawQuery: query.Encode()}
	request, err := http.NewRequestWithContext(ctx, page.Method(), target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("send: %w", err)
	}
	request.RemoteAddr = "127.0.0.1:0"
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
func form(field string, file *api.UploadFile) (body []byte, contentType string, err error) {
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
