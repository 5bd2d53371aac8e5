package client_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/scripted"
	"github.com/wxastore/wxastore/weixin"
)

func TestGetRIDInfo(t *testing.T) {
	s := scripted.Run(t)
	want := weixin.RIDInfo{
		InvokeTime: 1635156704, CostInMS: 30, RequestURL: "access_token=50_Im7xxxx",
		RequestBody: `{"intro":7}`, ResponseBody: `{"errcode":45009,"errmsg":"…"}`, ClientIP: "113.0.70.51",
	}
	asked := ""
	s.On(weixin.GetRIDInfo.Page, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if asked = string(body); asked == `{"rid":"`+scripted.RID+`"}` {
			scripted.WriteJSON(w, weixin.GetRIDInfoResponse{Status: weixin.Success(), Request: want})
			return
		}
		scripted.WriteCode(w, weixin.RIDError)
	})
	c := s.Client(t, client.WithTokenSource(client.StaticToken("token")))
	got, err := c.GetRIDInfo(t.Context(), scripted.RID)
	if err != nil || got != want {
		t.Errorf("asked %s, got %+v, %v", asked, got, err)
	}
	_, err = c.GetRIDInfo(t.Context(), "no rid")
	scripted.WantCode(t, err, weixin.RIDError)
}
