package msgcrypt_test

// vector is a message whose every step is published.
type vector struct {
	name                  string
	appID, token, key     string
	random                string
	timestamp, nonce      string
	msg, encrypt, msgSign string
	signature             string
}

// vectors come from Weixin. Those to and from an account are from its guide to message
// push, of which only the signatures were copied. The first two are from its page on
// message push
// (developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/message_push.html),
// where an event "debug_demo" is pushed and answered, the last from the Java
// sample that the page offers for download (WXBizMsgCryptTest).
func vectors() []vector {
	return []vector{
		{
			name:  "push",
			appID: "wx134c8103faa5a59e", token: "AAAAA", key: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			random: "1205899eaf019bbd", timestamp: "1715943329", nonce: "1590219412",
			msg: "<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>\n" +
				"<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>\n" +
				"<CreateTime>1715943329</CreateTime>\n<MsgType><![CDATA[event]]></MsgType>\n" +
				"<Event><![CDATA[debug_demo]]></Event>\n<debug_str><![CDATA[hello world]]></debug_str>\n</xml>",
			encrypt: "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4Vtsdv" +
				"E//1vr7oAbqjDv8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFh" +
				"izGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN" +
				"5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIo" +
				"IpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg==",
			msgSign: "6c12a4205838198b8fa631b3220723bb07f1015c", signature: "cc0c594499c1634947d5b502f158ee518947db27",
		},
		{
			name:  "answer",
			appID: "wx134c8103faa5a59e", token: "AAAAA", key: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			random: "999951349e8ee746", timestamp: "1713424427", nonce: "415670741",
			msg:     "<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>",
			encrypt: "hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t/o11MI7d6WELwqrGd7jMnV0zv3Zc9Nq7",
			msgSign: "03e0812039325c2712ef5f0f980fd14c70d6e307",
		},
		{
			name:  "push to an account",
			appID: "wxba5fad812f8e6fb9", token: "AAAAA", key: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			random: "a8eedb185eb2fecf", timestamp: "1714112445", nonce: "415670741",
			msg: `{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,` +
				`"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}`,
			msgSign: "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3", signature: "6c5c811b55cc85e0e1b54100749188c20beb3f5d",
		},
		{
			name:  "answer of an account",
			appID: "wxba5fad812f8e6fb9", token: "AAAAA", key: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			random: "707722b803182950", timestamp: "1713424427", nonce: "415670741",
			msg: `{"demo_resp":"good luck"}`, msgSign: "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
		},
		{
			name:  "sample",
			appID: "wxb11529c136998cb6", token: "pamtest", key: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
			random: "aaaabbbbccccdddd", timestamp: "1409304348", nonce: "xxxxxx",
			msg:     "我是中文abcd123",
			encrypt: "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==",
		},
	}
}
