package fleet_test

import (
	"encoding/json"

	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// modifications is how many calls brought each introduction to the service, by app id and
// introduction. The journal is read once for all.
func modifications(srv *wxastoretest.Server) map[[2]string]int {
	n := make(map[[2]string]int)
	for _, c := range srv.CallsOf(weixin.ModifyMerchant.Name) {
		var req weixin.ModifyMerchantRequest
		if json.Unmarshal([]byte(c.Request), &req) == nil {
			n[[2]string{c.AppID, req.Intro}]++
		}
	}
	return n
}
