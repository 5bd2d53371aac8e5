package weixin

import (
	"strings"
	"sync"
)

// unbuilt are paths of interfaces that Weixin has and this package does not
// declare, each with the name of its page: those of the store family and of
// third-party platforms, and what callers of these use besides.
const unbuilt = `
/cgi-bin/poi/addpoi addpoi
/cgi-bin/poi/getpoi getpoi
/cgi-bin/poi/updatepoi updatepoi
/cgi-bin/poi/getwxcategory getwxcategory
/cgi-bin/media/uploadvideo uploadvideo
/cgi-bin/media/get/jssdk gethdvoice
/cgi-bin/material/add_material addmaterial
/cgi-bin/material/get_material getmaterial
/cgi-bin/material/del_material delmaterial
/cgi-bin/material/get_materialcount getmaterialcount
/cgi-bin/material/batchget_material batchgetmaterial
/cgi-bin/component/get_authorizer_option getauthorizeroption
/cgi-bin/component/set_authorizer_option setauthorizeroption
/cgi-bin/component/api_confirm_authorization confirmauthorization
/cgi-bin/component/setprivacysetting setprivacysetting
/cgi-bin/component/getprivacysetting getprivacysetting
/cgi-bin/component/fastregisterweapp fastregisterweapp
/cgi-bin/open/create createopenaccount
/cgi-bin/open/get getopenaccount
/cgi-bin/open/bind bindopenaccount
/cgi-bin/open/unbind unbindopenaccount
/cgi-bin/account/getaccountbasicinfo getaccountbasicinfo
/cgi-bin/account/modifyheadimage setheadimage
/cgi-bin/account/modifysignature setsignature
/cgi-bin/menu/create createcustommenu
/cgi-bin/menu/get getmenu
/cgi-bin/menu/delete deletemenu
/cgi-bin/get_current_selfmenu_info getcurrentselfmenuinfo
/cgi-bin/message/custom/send sendcustommessage
/cgi-bin/message/template/send sendtemplatemessage
/cgi-bin/message/mass/sendall sendall
/cgi-bin/user/info userinfo
/cgi-bin/user/get getfans
/cgi-bin/qrcode/create createqrcode
/cgi-bin/shorturl shorturl
/sns/jscode2session code2session
/sns/oauth2/access_token snsaccesstoken
/sns/oauth2/component/access_token thirdpartysnsaccesstoken
/sns/component/jscode2session thirdpartycode2session
/sns/userinfo snsuserinfo
`

// Unbuilt returns the name of the page of an interface that Weixin has at a path
// and this package does not declare. It knows those that callers of the declared
// ones are likely to use, and no others.
//
//fidelity:missing all unbuilt | the other calls of the store family, of third-party platforms, materials, menus, messages and users: 40066, and the reason in the log says that Weixin has the interface | their pages
func Unbuilt(path string) (name string, known bool) {
	name, known = unbuiltPaths()[path]
	return name, known
}

// unbuiltPaths parses the table once, when a path is first asked for.
var unbuiltPaths = sync.OnceValue(func() map[string]string {
	paths := make(map[string]string)
	for line := range strings.Lines(strings.TrimSpace(unbuilt)) {
		path, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		paths[path] = name
	}
	return paths
})
