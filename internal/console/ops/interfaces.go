package ops

import (
	"context"
	"reflect"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

func (c *Console) listInterfaces(context.Context, api.None) (api.InterfaceList, error) {
	return api.InterfaceList{Interfaces: each(weixin.Declarations(), toInterface)}, nil
}

func (c *Console) showInterface(_ context.Context, in api.InterfaceName) (api.Interface, error) {
	d, ok := weixin.Find(in.Name)
	if !ok {
		return api.Interface{}, missing("there is no interface %q", in.Name)
	}
	return toInterface(d), nil
}

func toInterface(d weixin.Declaration) api.Interface {
	i := api.Interface{
		Name: d.Name, Title: d.Title, Method: d.Method(), Path: d.Path, Credential: "access_token",
		Body:    [...]string{weixin.NoBody: "none", weixin.JSONBody: "json", weixin.MultipartBody: "multipart", weixin.FormBody: "form"}[d.Body],
		Callers: d.Callers.String(), NonIndividual: d.NonIndividual, PermissionSets: append([]int{}, d.PermissionSets...), AnyPermissionSet: d.AnyPermissionSet,
		DailyLimit: d.DailyLimit, MinuteLimit: d.MinuteLimit, Doc: d.Doc,
	}
	if d.Credential == weixin.AppSecret {
		i.Credential = "secret"
	}
	i.Params = each(d.Params(), func(p weixin.Param) api.InterfaceParam {
		kind := p.Type.Kind().String()
		switch {
		case p.In == "form":
			kind = "file"
		case p.Type.Kind() == reflect.Slice: // joined by bars
			kind = reflect.String.String()
		}
		return api.InterfaceParam{Name: p.Name, In: p.In, Type: kind, Required: p.Required, Doc: p.Doc}
	})
	i.Codes = each(d.Codes(), func(code weixin.Code) api.InterfaceCode {
		c := api.InterfaceCode{Code: int(code), Text: d.Text(code)}
		c.EN, _ = code.Explain(weixin.English)
		c.ZH, _ = code.Explain(weixin.Chinese)
		return c
	})
	return i
}

func (c *Console) showMetrics(context.Context, api.None) (api.Series, error) {
	return c.m.Metrics.Series(), nil
}
