package fleet_test

import (
	"strings"

	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// modifications is how many calls brought a change to the service that a merchant was
// to have.
func modifications(srv *wxastoretest.Server, appID, intro string) (n int) {
	for _, c := range srv.CallsOf(weixin.ModifyMerchant.Name) {
		if c.AppID == appID && strings.Contains(c.Request, `"`+intro+`"`) {
			n++
		}
	}
	return n
}
