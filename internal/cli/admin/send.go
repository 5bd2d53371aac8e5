package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// send calls an interface through the console.
type send struct {
	Interface string   `arg:"" name:"name" help:"Name of the interface (wxastore interfaces lists them)."`
	Body      string   `arg:"" name:"json" optional:"" help:"The body."`
	As        string   `placeholder:"APPID" help:"Account to call as."`
	Query     []string `sep:"none" placeholder:"K=V" help:"A parameter of the query; repeat for more."`
	File      string   `placeholder:"PATH" help:"The file of an upload."`
	Picture   []string `sep:"none" placeholder:"NAME=PATH" help:"A picture that is uploaded first, for the parameter of the body that takes its media id; repeat for more."`
	Component string   `placeholder:"APPID" help:"Third-party platform that calls for the account."`
	Proof     string   `name:"token" placeholder:"KIND" help:"A token that does not work, instead of one that does: expired, invalid or empty."`
	ProofOf   string   `name:"token-of" placeholder:"APPID" help:"Another account whose token the call has."`
	command.Service
}

// Run sends a call.
func (c *send) Run(ctx context.Context, s *command.Streams) error {
	d, err := command.FindInterface(c.Interface)
	if err != nil {
		return err
	}
	values := make(map[string]string)
	for _, pair := range c.Query {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return command.Usagef("--query %s: write it as NAME=VALUE", pair)
		}
		values[name] = value
	}
	if err := c.proof(d, values); err != nil {
		return err
	}
	in := api.Sending{Body: api.Request{
		Interface: d.Name, AppID: c.As, Component: c.Component, Proof: c.Proof, ProofOf: c.ProofOf, Query: values, Body: c.Body,
	}}
	if c.File != "" {
		if in.Body.File, err = readUpload(c.File); err != nil {
			return err
		}
	}
	for _, pair := range c.Picture {
		name, path, ok := strings.Cut(pair, "=")
		if !ok {
			return command.Usagef("--picture %s: write it as NAME=PATH", pair)
		}
		if in.Body.Pictures == nil {
			in.Body.Pictures = make(map[string]*api.UploadFile)
		}
		if in.Body.Pictures[name], err = readUpload(path); err != nil {
			return err
		}
	}
	service, err := c.Open(ctx)
	if err != nil {
		return err
	}
	answer, err := command.Text(ctx, service, command.Yes{}, api.Send, in)
	if err != nil {
		return err
	}
	var sent api.Sent
	if err := json.Unmarshal(answer, &sent); err != nil {
		return command.Errorf("the console's answer: %w", err)
	}
	if sent.Skipped {
		s.Notef("wxastore: the picture was refused, so %s was not sent\n", d.Name)
		sent = sent.Uploads[len(sent.Uploads)-1]
	}
	switch text := bytes.TrimSpace([]byte(sent.Body)); {
	case c.JSON:
		err = s.PassJSON(answer)
	case json.Valid(text):
		err = s.Write(command.VisibleJSON(text))
	case len(text) > 0:
		err = s.Printf("%s\n", text)
	default:
		err = printRecord(s, api.Send.Operation, answer)
	}
	if err != nil {
		return err
	}
	if !c.JSON && sent.Reason != "" {
		s.Notef("wxastore: %s: %s\n", command.EndedAs(s, journal.Ending{Kind: journal.Kind(sent.Kind), Reason: sent.Reason, Fault: sent.Fault}), sent.Reason)
	}
	return failure(sent)
}

func readUpload(path string) (*api.UploadFile, error) {
	content, err := os.ReadFile(path)
	return &api.UploadFile{Name: filepath.Base(path), Content: content}, err
}

// proof refuses a call that proves itself with nothing.
func (c *send) proof(d weixin.Declaration, values map[string]string) error {
	_, own := values["access_token"]
	_, component := values["component_access_token"]
	switch {
	case own || component, c.Proof != "", c.ProofOf != "":
		return nil
	case d.Credential == weixin.AccessToken && c.As == "":
		return command.Usagef("%s is called as an account: give its app id with --as APPID (wxastore admin accounts list has them)", d.Name)
	case d.Credential == weixin.ComponentToken:
		return command.Usagef("%s is called with a platform's own token: give it with --query access_token=TOKEN (wxastore call getcomponentaccesstoken fetches one)", d.Name)
	}
	return nil
}

// failure is the error of an answer that is not a success, which is printed
// already.
func failure(a api.Sent) error {
	var status weixin.Status
	switch {
	case a.Code != weixin.OK:
		if json.Unmarshal([]byte(a.Body), &status) != nil || status.ErrCode != a.Code {
			return command.Printed(&weixin.Error{Code: a.Code, Text: a.Code.Text()})
		}
		return command.Printed(status.Err())
	case a.Status == 0:
		return command.Printed(command.Errorf("the connection was cut before an answer"))
	case a.Status != http.StatusOK:
		return command.Printed(command.Errorf("the answer's HTTP status is %d", a.Status))
	}
	return nil
}
