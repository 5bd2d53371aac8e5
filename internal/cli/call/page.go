package call

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

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
func (p page) print(w io.Writer) error {
	fmt.Fprintf(w, "%s: %s\n\n  %s %s\n  %s\n\nParameters\n", p.Name, p.Title, p.Method, p.Path, p.Doc)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, param := range p.Parameters {
		need := "optional"
		if param.Required {
			need = "required"
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", param.Name, param.In, need, param.Doc)
	}
	fmt.Fprint(table, "\nErrors (wxastore errcode CODE explains one)\n")
	for _, e := range p.Errors {
		fmt.Fprintf(table, "  %d\t%s\n", e.ErrCode, e.ErrMsg)
	}
	fmt.Fprintf(table, "\nWho may call\n  %s\n", strings.Join(p.who(), "\n  "))
	return table.Flush()
}

// who says who may call, a line each.
func (p page) who() []string {
	if p.Callers == weixin.ThirdParty.String() {
		return []string{"third-party platforms, for themselves", "cloud calls: not supported"}
	}
	kinds, itself := strings.CutSuffix(p.Callers, "|"+weixin.ThirdParty.String())
	callers := "account kinds: " + strings.ReplaceAll(kinds, "|", ", ")
	if p.NonIndividual {
		callers += "; not those of natural persons"
	}
	platforms := "third-party platforms: no"
	switch {
	case p.AnyPermissionSet:
		platforms = "third-party platforms: with any permission set"
	case len(p.PermissionSets) > 0:
		sets := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(p.PermissionSets)), ", "), "[]")
		platforms = "third-party platforms: with any one of the permission sets " + sets
	}
	if itself {
		platforms += "; for themselves, with their own token"
	}
	cloud := "cloud calls: not supported"
	if p.CloudCall != "" {
		cloud = "cloud calls: " + p.CloudCall
	}
	return []string{callers, platforms, cloud}
}
