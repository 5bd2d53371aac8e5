package call

import (
	"fmt"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// page is an interface's documentation page, as --json prints it.
type page struct {
	Name           string      `json:"name"`
	Title          string      `json:"title"`
	Method         string      `json:"method"`
	Path           string      `json:"path"`
	Parameters     []parameter `json:"parameters"`
	Errors         []errorText `json:"errors"`
	PermissionSets weixin.Sets `json:"permission_sets"`
	// AnyPermissionSet says that each set opens the interface.
	AnyPermissionSet bool   `json:"any_permission_set"`
	Callers          string `json:"callers"`
	NonIndividual    bool   `json:"non_individual"`
	CloudCall        string `json:"cloud_call"`
	Doc              string `json:"doc"`
}

type parameter struct {
	Name     string `json:"name"`
	In       string `json:"in"`
	Required bool   `json:"required"`
	Doc      string `json:"doc"`
}

type errorText struct {
	ErrCode weixin.Code `json:"errcode"`
	ErrMsg  string      `json:"errmsg"`
}

func newPage(d weixin.Declaration) page {
	p := page{
		Name: d.Name, Title: d.Title, Method: d.Method(), Path: d.Path,
		Parameters: []parameter{}, Errors: []errorText{}, PermissionSets: append(weixin.Sets{}, d.PermissionSets...),
		AnyPermissionSet: d.AnyPermissionSet, Callers: d.Callers.String(), NonIndividual: d.NonIndividual, CloudCall: d.CloudCall, Doc: d.Doc,
	}
	if d.Credential == weixin.AccessToken {
		doc := "the account's access token, or an authorizer's"
		if d.Callers.Has(weixin.ThirdParty) {
			doc += ", or a platform's own"
		}
		p.Parameters = append(p.Parameters, parameter{"access_token", "query", true, doc})
	}
	if d.Credential == weixin.ComponentToken {
		p.Parameters = append(p.Parameters, parameter{"access_token", "query", true, "the platform's own token; component_access_token is read, too"})
	}
	for _, param := range d.Params() {
		p.Parameters = append(p.Parameters, parameter{param.Name, param.In, param.Required, param.Doc})
	}
	for _, code := range d.Codes() {
		p.Errors = append(p.Errors, errorText{code, d.Text(code)})
	}
	return p
}

// print writes the page for people.
func (p page) print(s *command.Streams, title string) error {
	heading := func(english string) string {
		return command.Paint(s.Look.Color, command.Bold, s.Say(english)) + "\n"
	}
	params, errs := command.Table{Headless: true, Indent: 2}, command.Table{Headless: true, Indent: 2}
	for _, param := range p.Parameters {
		need := "optional"
		if param.Required {
			need = "required"
		}
		params.Row(param.Name, param.In, s.Say(need), command.TranslateTerm(s.Look.Lang, "doc."+param.Doc, s.Say(param.Doc)))
	}
	for _, e := range p.Errors {
		errs.Row(fmt.Sprint(e.ErrCode), e.ErrMsg)
	}
	return s.Show(command.Paint(s.Look.Color, command.Bold, p.Name+": "+title) + "\n\n  " + p.Method + " " + p.Path + "\n  " + p.Doc + "\n\n" +
		heading("Parameters") + params.As(s.Look) + "\n" +
		heading("Errors (wxastore errcode CODE explains one)") + errs.As(s.Look) + "\n" +
		heading("Who may call") + "  " + strings.Join(p.who(s), "\n  ") + "\n")
}

// who says who may call, a line each.
func (p page) who(s *command.Streams) []string {
	if p.Callers == weixin.ThirdParty.String() {
		return []string{s.Say("third-party platforms, for themselves"), s.Say("cloud calls: not supported")}
	}
	kinds, itself := strings.CutSuffix(p.Callers, "|"+weixin.ThirdParty.String())
	callers := s.Say("account kinds: %s", strings.ReplaceAll(kinds, "|", ", "))
	if p.NonIndividual {
		callers += s.Say("; not those of natural persons")
	}
	platforms := s.Say("third-party platforms: no")
	switch {
	case p.AnyPermissionSet:
		platforms = s.Say("third-party platforms: with any permission set")
	case len(p.PermissionSets) > 0:
		sets := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(p.PermissionSets)), ", "), "[]")
		platforms = s.Say("third-party platforms: with any one of the permission sets %s", sets)
	}
	if itself {
		platforms += s.Say("; for themselves, with their own token")
	}
	cloud := s.Say("cloud calls: not supported")
	if p.CloudCall != "" {
		cloud = s.Say("cloud calls: %s", p.CloudCall)
	}
	return []string{callers, platforms, cloud}
}
