package call

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// Call calls any declared interface.
type Call struct {
	Interface string   `arg:"" name:"name|path" help:"Name or path of the interface (wxastore interfaces lists them)."`
	Body      string   `arg:"" name:"json|@file|-" optional:"" help:"The JSON body: itself, @FILE, or - for standard input."`
	Query     []string `sep:"none" placeholder:"K=V" help:"A parameter of the query; repeat for more. The access token is added."`
	File      string   `placeholder:"PATH" help:"The file of an upload."`

	Connection
	Bearer
}

// Help is the long text of call --help.
func (Call) Help() string {
	return `Prints the answer's body as it came; the exit status is 1 if its errcode is not
0. App id and secret are filled in where an interface asks for them.

  wxastore call modifywxastore '{"intro":"Open until ten"}'
  wxastore call /wxa/modify_merchant @change.json
  wxastore call uploadtempmedia --query type=image --file head.png
  wxastore call getmedia --query media_id=ID > head.png
  wxastore call getaccesstoken`
}

// Run calls the interface and prints the answer.
func (c *Call) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	d, err := command.FindInterface(c.Interface)
	if err != nil {
		return err
	}
	calls, err := c.openFor(s, d, parsed)
	if err != nil {
		return err
	}
	req, err := c.request(d, s.In)
	if err != nil {
		return err
	}
	ctx, cancel := c.Deadline(ctx)
	defer cancel()
	answer, err := calls.CallRaw(ctx, d, req)
	if len(answer) == 0 {
		return err
	}
	if writeErr := c.print(s, answer); writeErr != nil {
		return writeErr
	}
	if err != nil {
		return command.Printed(err)
	}
	return nil
}

// print prints an answer: JSON, or a file.
func (c *Call) print(s *command.Streams, answer []byte) error {
	switch {
	case json.Valid(answer) && c.JSON:
		return s.Write(answer)
	case json.Valid(answer):
		return s.Write(command.VisibleJSON(answer))
	case command.OnTerminal(s.Out):
		return command.Usagef("the answer is a file of %d bytes, which a terminal cannot show: send it to a file with > FILE", len(answer))
	}
	_, err := s.Out.Write(answer)
	return err
}

// openFor returns a client with the credentials that d asks for.
func (c *Call) openFor(s *command.Streams, d weixin.Declaration, parsed *kong.Context) (*client.Client, error) {
	token := c.Token.Reveal()
	switch {
	case d.Credential == weixin.AccessToken:
		return c.OpenAs(s, c.Bearer, parsed)
	case d.Credential == weixin.ComponentToken && token == "":
		return nil, command.Usagef("%s is called with a platform's own token: give it with --token or WXASTORE_TOKEN; wxastore call %s fetches one", d.Name, weixin.GetComponentAccessToken.Name)
	case d.Credential == weixin.ComponentToken:
		return c.Open(s, client.WithTokenSource(client.StaticToken(token)))
	}
	return c.Open(s)
}

// request forms the request of the arguments.
func (c *Call) request(d weixin.Declaration, stdin io.Reader) (client.RawRequest, error) {
	req := client.RawRequest{Query: url.Values{}}
	for _, pair := range c.Query {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return client.RawRequest{}, command.Usagef("--query %s: write it as NAME=VALUE", pair)
		}
		req.Query.Add(name, value)
	}
	var err error
	if req.JSON, err = c.body(stdin); err != nil {
		return client.RawRequest{}, err
	}
	switch {
	case len(req.JSON) > 0 && d.Body != weixin.JSONBody:
		return client.RawRequest{}, command.Usagef("%s takes no JSON body: give its parameters with --query", d.Name)
	case c.File != "" && d.Body != weixin.MultipartBody:
		return client.RawRequest{}, command.Usagef("%s takes no file", d.Name)
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
func (c *Call) body(stdin io.Reader) (json.RawMessage, error) {
	const otherwise = "give the object in single quotes, or its file as @FILE"
	path, isFile := strings.CutPrefix(c.Body, "@")
	switch {
	case c.Body == "":
		return nil, nil
	case c.Body == "-":
		return command.ReadJSON(stdin, "standard input", otherwise)
	case isFile:
		return command.ReadJSONFile(path, otherwise)
	}
	return command.ReadJSON(strings.NewReader(c.Body), "the argument", otherwise)
}

// addCredentials fills in the parameters of an interface that proves itself
// with app id and secret, so that they need not be on the command line.
func (c *Call) addCredentials(d weixin.Declaration, req *client.RawRequest) error {
	if d.Credential != weixin.AppSecret {
		return nil
	}
	object := map[string]any{}
	if len(req.JSON) > 0 {
		if err := json.Unmarshal(req.JSON, &object); err != nil {
			return command.Usagef("the body is not a JSON object: %w", err)
		}
		if object == nil {
			return command.Usagef("the body is not a JSON object: it is null")
		}
	}
	values := map[string]string{"grant_type": weixin.GrantClientCredential, "appid": c.AppID, "secret": c.Secret.Reveal()}
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
