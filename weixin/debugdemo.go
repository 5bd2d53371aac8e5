package weixin

// EventDebugDemo is the event with which Weixin's console tries a message URL.
var EventDebugDemo = Event[DebugDemoBody]{Push{
	Name:  "debug_demo",
	Title: "A test of the message URL",
	To:    ToAccount,
	Doc:   "https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/message_push.html",
}}

// DebugDemoBody is what EventDebugDemo says.
//
//fidelity:official debug_demo event.debug_str | `hello world` | page on message push
type DebugDemoBody struct {
	DebugStr string `xml:"debug_str"`
}
