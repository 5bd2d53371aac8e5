package main

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

// callCmd calls any declared interface.
type callCmd struct {
	Interface string   `arg:"" name:"name|path" help:"Name or path of the interface (wxastore interfaces lists them)."`
	Body      string   `arg:"" name:"json|@file|-" optional:"" help:"The JSON body: itself, @FILE, or - for standard input."`
	Query     []string `sep:"none" placeholder:"K=V" help:"A parameter of the query; repeat for more. The access token is added."`
	File      string   `placeholder:"PATH" help:"The file of an upload."`

	connection
	bearer
}

// Help is the long text of call --help.
func (callCmd) Help() string {
	return `Prints the answer's body as it came; the exit status is 1 if its errcode is not
0. App id and secret are filled in where an interface asks for them.

  wxastore call modifywxastore '{"intro":"Open until ten"}'
  wxastore call /wxa/modify_merchant @change.json
  wxastore call uploadtempmedia --query type=image --file head.png
  wxastore call getmedia --query media_id=ID > head.png
  wxastore call getaccesstoken`
}

// Run calls the interface and prints the answer.
func (c *callCmd) Run(ctx context.Context, command *kong.Context, s *streams) error {
	d, err := findInterface(c.Interface)
	if err != nil {
		return err
	}
	calls, err := c.openFor(s, d, command)
	if err != nil {
		return err
	}
	req, err := c.request(d, s.in)
	if err != nil {
		return err
	}
	ctx, cancel := c.deadline(ctx)
	defer cancel()
	answer, err := calls.CallRaw(ctx, d, req)
	if len(answer) == 0 {
		return err
	}
	if writeErr := c.print(s, answer); writeErr != nil {
		return writeErr
	}
	if err != nil {
		return printedError{err}
	}
	return nil
}

// print prints an answer: JSON, or a file.
func (c *callCmd) print(s *streams, answer []byte) error {
	switch {
	case json.Valid(answer) && c.JSON:
		return s.write(answer)
	case json.Valid(answer):
		return s.write(visibleJSON(answer))
	case onTerminal(s.out):
		return usagef("the answer is a file of %d bytes, which a terminal cannot show: send it to a file with > FILE", len(answer))
	}
	_, err := s.out.Write(answer)
	return err
}

// openFor returns a client with the credentials that d asks for.
func (c *callCmd) openFor(s *streams, d weixin.Declaration, command *kong.Context) (*client.Client, error) {
	if d.Credential == weixin.AccessToken {
		return c.openAs(s, c.bearer, command)
	}
	return c.open(s)
}

// request forms the request of the arguments.
func (c *callCmd) request(d weixin.Declaration, stdin io.Reader) (client.RawRequest, error) {
	req := client.RawRequest{Query: url.Values{}}
	for _, pair := range c.Query {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return client.RawRequest{}, usagef("--query %s: write it as NAME=VALUE", pair)
		}
		req.Query.Add(name, value)
	}
	var err error
	if req.JSON, err = c.body(stdin); err != nil {
		return client.RawRequest{}, err
	}
	switch {
	case len(req.JSON) > 0 && d.Body != weixin.JSONBody:
		return client.RawRequest{}, usagef("%s takes no JSON body: give its parameters with --query", d.Name)
	case c.File != "" && d.Body != weixin.MultipartBody:
		return client.RawRequest{}, usagef("%s takes no file", d.Name)
	}
	if err := c.addCredentials(d, &req); err != nil {
		return client.RawRequest{}, err
	}
	if c.File != "" {
		if req.File, err = client.OpenFile(c.File); err != nil {
			return client.RawRequest{}, err
		}
	}
	return req, nil
}

// body returns the JSON body, nil if there is none.
func (c *callCmd) body(stdin io.Reader) (json.RawMessage, error) {
	const otherwise = "give the object in single quotes, or its file as @FILE"
	path, isFile := strings.CutPrefix(c.Body, "@")
	switch {
	case c.Body == "":
		return nil, nil
	case c.Body == "-":
		return readJSON(stdin, "standard input", otherwise)
	case isFile:
		return readJSONFile(path, otherwise)
	}
	return readJSON(strings.NewReader(c.Body), "the argument", otherwise)
}

// addCredentials fills in the parameters of an interface that proves itself
// with app id and secret, so that they need not be on the command line.
func (c *callCmd) addCredentials(d weixin.Declaration, req *client.RawRequest) error {
	if d.Credential != weixin.AppSecret {
		return nil
	}
	object := map[string]any{}
	if len(req.JSON) > 0 {
		if err := json.Unmarshal(req.JSON, &object); err != nil {
			return usagef("the body is not a JSON object: %w", err)
		}
	}
	values := map[string]string{"grant_type": weixin.GrantClientCredential, "appid": c.AppID, "secret": c.Secret}
	for _, p := range d.Params() {
		value, known := values[p.Name]
		if _, given := object[p.Name]; !known || value == "" || given || req.Query.Has(p.Name) {
			continue
		}
		if p.In == "query" {
			req.Query.Set(p.Name, value)
		} else {
			object[p.Name] = value
		}
	}
	if d.Body != weixin.JSONBody {
		return nil
	}
	encoded, err := json.Marshal(object)
	req.JSON = encoded
	return err
}
