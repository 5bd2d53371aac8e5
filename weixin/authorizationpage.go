package weixin

// The paths of the page on which an administrator authorizes a third-party
// platform (component): for a browser on a desk, on mp.weixin.qq.com, and for one
// on a phone, on open.weixin.qq.com.
const (
	AuthorizationPagePath  = "/cgi-bin/componentloginpage"
	AuthorizationPhonePath = "/wxaopen/safe/bindcomponent"
)
