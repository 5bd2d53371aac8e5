// Package message receives the messages and events of an account.
//
// A [Receiver] is the http.Handler of an account's message URL, in the plain, the
// compatible and the safe mode; it answers the check of the URL, too:
//
//	r, err := message.NewReceiver(message.Config{
//		AppID: appid, Token: token, EncodingAESKey: key,
//		OnEvent: func(ctx context.Context, e message.Event) error {
//			switch body := e.Body.(type) {
//			case weixin.DebugDemoBody:
//				log.Print(body.DebugStr)
//			}
//			return nil
//		},
//	})
//
// A third-party platform gets those of its accounts at the $APPID$ URL: package
// component has the receiver for that, which is one of this package.
//
// It owns: which pushes are accepted and which are the same. It does not own the
// cipher (package msgcrypt), what an event says (package weixin), and replies.
package message
