package console

import (
	"fmt"
	"net/http"

	"github.com/wxastore/wxastore/weixin"
)

func interfaceRoutes(c Config) []route {
	return []route{
		{method: "GET", path: "/api/interfaces", summary: "List the interfaces that the service answers.", response: jsonBody[interfaceList](), serve: serveJSON(listInterfaces, c.Log)},
		{method: "GET", path: "/api/interfaces/{name}", summary: "Show an interface.", response: jsonBody[interfaceJSON](), serve: serveJSON(getInterface, c.Log)},
	}
}

// interfaceList is the answer of GET /api/interfaces.
type interfaceList struct {
	Interfaces []interfaceJSON `json:"interfaces"`
}

// interfaceJSON is what a documentation page says of an interface.
type interfaceJSON struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Method string `json:"method"`
	Path   string `json:"path"`
	// Credential is access_token or secret.
	Credential string `json:"credential"`
	// Body is none, json, multipart or form, which may be JSON, too.
	Body string `json:"body"`
	// Callers are the account kinds that may call; component among them is a
	// platform with its own token.
	Callers        string `json:"callers"`
	NonIndividual  bool   `json:"non_individual"`
	PermissionSets []int  `json:"permission_sets"`
	// AnyPermissionSet says that each set opens the interface.
	AnyPermissionSet bool        `json:"any_permission_set"`
	DailyLimit       int         `json:"daily_limit"`
	MinuteLimit      int         `json:"minute_limit"`
	Params           []paramJSON `json:"params"`
	Codes            []codeJSON  `json:"codes"`
	// Doc is the address of the page.
	Doc string `json:"doc"`
}

// paramJSON is a parameter of an interface.
type paramJSON struct {
	Name string `json:"name"`
	// In is query, json or form: a part of an upload.
	In string `json:"in"`
	// Type is string, int, bool or file.
	Type     string `json:"type"`
	Required bool   `json:"required"`
	Doc      string `json:"doc"`
}

// codeJSON is a code that an interface can be answered with.
type codeJSON struct {
	Code int    `json:"code"`
	Text string `json:"text"`
	// EN and ZH explain it.
	EN weixin.Explanation `json:"en"`
	ZH weixin.Explanation `json:"zh"`
}

func listInterfaces(http.ResponseWriter, *http.Request) (any, error) {
	var list interfaceList
	for _, d := range weixin.Declarations() {
		list.Interfaces = append(list.Interfaces, toInterfaceJSON(d))
	}
	return list, nil
}

func getInterface(_ http.ResponseWriter, r *http.Request) (any, error) {
	name := r.PathValue("name")
	d, ok := weixin.Find(name)
	if !ok {
		return nil, problem{http.StatusNotFound, fmt.Sprintf("there is no interface %q", name)}
	}
	return toInterfaceJSON(d), nil
}

func toInterfaceJSON(d weixin.Declaration) interfaceJSON {
	j := interfaceJSON{
		Name: d.Name, Title: d.Title, Method: d.Method(), Path: d.Path, Credential: "access_token",
		Body:    [...]string{weixin.NoBody: "none", weixin.JSONBody: "json", weixin.MultipartBody: "multipart", weixin.FormBody: "form"}[d.Body],
		Callers: d.Callers.String(), NonIndividual: d.NonIndividual, PermissionSets: append([]int{}, d.PermissionSets...), AnyPermissionSet: d.AnyPermissionSet,
		DailyLimit: d.DailyLimit, MinuteLimit: d.MinuteLimit, Params: []paramJSON{}, Doc: d.Doc,
	}
	if d.Credential == weixin.AppSecret {
		j.Credential = "secret"
	}
	for _, p := range d.Params() {
		kind := p.Type.Kind().String()
		if p.In == "form" {
			kind = "file"
		}
		j.Params = append(j.Params, paramJSON{Name: p.Name, In: p.In, Type: kind, Required: p.Required, Doc: p.Doc})
	}
	for _, code := range d.Codes() {
		c := codeJSON{Code: int(code), Text: d.Text(code)}
		c.EN, _ = code.Explain(weixin.English)
		c.ZH, _ = code.Explain(weixin.Chinese)
		j.Codes = append(j.Codes, c)
	}
	return j
}
