package component

import (
	"slices"

	"github.com/wxastore/wxastore/weixin"
)

// kindNames are the names of the kinds of accounts in a set of kinds.
func kindNames(kinds weixin.Kinds) []string {
	var names []string
	for _, kind := range []weixin.Kinds{weixin.OfficialAccount, weixin.ServiceAccount, weixin.MiniProgram} {
		if kinds.Has(kind) {
			names = append(names, kind.String())
		}
	}
	return names
}

func choices(sets []int) []choice {
	names := setNames()
	list := make([]choice, 0, len(sets))
	for _, id := range slices.Sorted(slices.Values(sets)) {
		list = append(list, choice{id, names[id]})
	}
	return list
}

// setNames are what permission sets are about.
func setNames() map[int]string {
	return map[int]string{
		1: "消息管理 messages", 2: "用户管理 users", 3: "账号服务 account", 4: "网页服务 web pages", 5: "微信小店 Weixin shop",
		6: "多客服 customer service", 7: "群发与通知 mass send", 8: "微信卡券 cards and coupons", 9: "微信扫一扫 scan",
		10: "微信连WIFI Wi-Fi", 11: "素材管理 media", 12: "微信摇周边 shake nearby", 13: "微信门店 stores", 15: "自定义菜单 menu",
		22: "城市服务 city service", 23: "广告管理 ads", 24: "开放平台账号 open-platform account", 26: "微信电子发票 e-invoice",
		27: "快速注册小程序 quick register", 33: "小程序管理 Mini Program linking", 34: "微信商品库 goods library",
	}
}
