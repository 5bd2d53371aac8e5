package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/url"
	"reflect"
	"slices"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// RawRequest is a request whose parameters are given as they go over the wire.
type RawRequest struct {
	// Query is the query without access_token, which the client adds.
	Query url.Values
	// JSON is the body of pages that have a JSON body. It is sent as it is.
	JSON json.RawMessage
	// File is the file of pages that have one. It is read and closed.
	File *weixin.File
}

// CallRaw calls a declared interface without its types and returns the
// answer's body, of up to 10 MiB. Where the answer has an errcode other than
// 0, it returns the body and a *weixin.Error. A text that is not UTF-8 and a
// credential that is given and empty are not sent.
func (c *Client) CallRaw(ctx context.Context, d weixin.Declaration, in RawRequest) ([]byte, error) {
	if in.File != nil && in.File.Content != nil {
		defer in.File.Content.Close()
	}
	m, err := rawMessage(d, in)
	if err != nil {
		return nil, err
	}
	a, err := c.exchange(ctx, d, m)
	if a.file == nil {
		return a.json, err
	}
	defer a.file.Content.Close()
	content, err := io.ReadAll(io.LimitReader(a.file.Content, weixin.MaxMediaSize+1))
	switch {
	case err != nil:
		return nil, transportError(a.resp.Request, m.secrets, said.Errorf("reading the answer: %w", err))
	case len(content) > weixin.MaxMediaSize:
		return nil, said.Errorf("%s: the answer has more than %d bytes: %w", d.Name, weixin.MaxMediaSize, ErrTooLarge)
	}
	return content, nil
}

func rawMessage(d weixin.Declaration, in RawRequest) (message, error) {
	m := message{query: maps.Clone(in.Query), secrets: rawSecrets(in)}
	if m.query == nil {
		m.query = url.Values{}
	}
	if err := in.check(d); err != nil {
		return message{}, err
	}
	if in.File != nil && d.Body != weixin.MultipartBody {
		return message{}, said.Errorf("%s takes no file", d.Name)
	}
	if len(in.JSON) > 0 && d.Body != weixin.JSONBody {
		return message{}, said.Errorf("%s takes no JSON body", d.Name)
	}
	switch d.Body {
	case weixin.JSONBody:
		m.body, m.contentType = in.JSON, "application/json"
	case weixin.MultipartBody:
		form := newForm()
		if in.File != nil {
			if err := form.addFile(fileParam(d), in.File); err != nil {
				return message{}, err
			}
		}
		m.body, m.contentType = form.finish()
	case weixin.NoBody, weixin.FormBody: // all is in the query
	}
	return m, m.check(d)
}

// check refuses texts that are not UTF-8, and credentials that are given and
// empty.
func (in RawRequest) check(d weixin.Declaration) error {
	for _, name := range slices.Sorted(maps.Keys(in.Query)) {
		if err := checkText(d, "the name of a parameter", name); err != nil {
			return err
		}
		for _, value := range in.Query[name] {
			if err := errors.Join(checkText(d, name, value), checkCredential(d, name, value)); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(checkFile(d, fileParam(d), in.File), checkJSON(d, in.JSON)); err != nil {
		return err
	}
	for name, value := range in.object() {
		if text, ok := value.(string); ok {
			if err := checkCredential(d, name, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// object is the JSON body as an object, nil if it is none; the service says what
// is wrong with it then.
func (in RawRequest) object() map[string]any {
	var object map[string]any
	if json.Unmarshal(in.JSON, &object) != nil {
		return nil
	}
	return object
}

// fileParam returns the name of the part that takes the page's file.
func fileParam(d weixin.Declaration) string {
	for _, p := range d.Params() {
		if p.Type == reflect.TypeFor[*weixin.File]() {
			return p.Name
		}
	}
	return ""
}

func rawSecrets(in RawRequest) secrets {
	var s secrets
	for name, values := range in.Query {
		for _, value := range values {
			s = s.add(name, value)
		}
	}
	for name, value := range in.object() {
		text, _ := value.(string)
		s = s.add(name, text)
	}
	return s
}
