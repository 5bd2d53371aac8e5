package api

import "github.com/wxastore/wxastore/weixin"

// The operations on the declared interfaces.
var (
	ListInterfaces = Declare[None, InterfaceList](Operation{
		Method: "GET", Path: "/api/interfaces", Doc: "List the interfaces that the service answers.",
	})
	ShowInterface = Declare[InterfaceName, Interface](Operation{
		Method: "GET", Path: "/api/interfaces/{name}", Doc: "Show an interface.",
	})
)

// InterfaceName names an interface.
type InterfaceName struct {
	Name string `path:"name"`
}

// InterfaceList are interfaces.
type InterfaceList struct {
	Interfaces []Interface `json:"interfaces"`
}

// Interface is what a documentation page says of an interface.
type Interface struct {
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
	AnyPermissionSet bool             `json:"any_permission_set"`
	DailyLimit       int              `json:"daily_limit"`
	MinuteLimit      int              `json:"minute_limit"`
	Params           []InterfaceParam `json:"params"`
	Codes            []InterfaceCode  `json:"codes"`
	// Doc is the address of the page.
	Doc string `json:"doc"`
}

// InterfaceParam is a parameter of an interface.
type InterfaceParam struct {
	Name string `json:"name"`
	// In is query, json or form: a part of an upload.
	In string `json:"in"`
	// Type is string, int, bool or file.
	Type     string `json:"type"`
	Required bool   `json:"required"`
	Doc      string `json:"doc"`
}

// InterfaceCode is a code that an interface can be answered with.
type InterfaceCode struct {
	Code int    `json:"code"`
	Text string `json:"text"`
	// EN and ZH explain it.
	EN weixin.Explanation `json:"en"`
	ZH weixin.Explanation `json:"zh"`
}
