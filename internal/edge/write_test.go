package edge

import (
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// TestEncode wants the answer that is encoded once each time, and no other
// answer instead.
func TestEncode(t *testing.T) {
	a := new(API)
	const ok = `{"errcode":0,"errmsg":"ok"}`
	for _, c := range []struct {
		answer any
		want   string
	}{
		{weixin.Success(), ok}, {weixin.Status{ErrMsg: "other"}, `{"errcode":0,"errmsg":"other"}`}, {weixin.Success(), ok},
		{[]string{"<&>"}, `["<&>"]`}, {map[string][]int{}, `{}`}, {nil, `null`}, {weixin.Success(), ok},
	} {
		if got, err := a.encode(c.answer); err != nil || got != c.want {
			t.Errorf("%v: %s, %v", c.answer, got, err)
		}
	}
}
