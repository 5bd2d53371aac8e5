// Package weixin has what Weixin's documentation says of the interfaces of store Mini
// Programs and of what they need: a value for each interface, the types of what it is
// asked with and answers, the events that Weixin pushes, and every errcode with its text.
//
// Package client calls with these values:
//
//	quota, err := client.Do(ctx, c, weixin.GetAPIQuota, weixin.GetAPIQuotaRequest{CGIPath: weixin.ModifyMerchant.Path})
//
// An answer with an errcode is an [*Error], which errors.Is finds by its [Code]:
//
//	if errors.Is(err, weixin.ModifyLimit) {
//		...
//	}
//
// [Code.Text] is Weixin's text of a code, and [Code.Explain] says in English or Chinese
// what it means and what to do. [Declarations] and [Events] list all that is declared;
// [Find] and [FindPath] find one interface.
//
// It owns: declarations, one Go file a page; the structs of requests, responses and
// events; error codes with their exact texts; the form of a rid. The server's routes and
// guard, the client, the command line and the documents read the declarations. It does
// not own behaviour: no network, no state, no time. It imports the standard library only.
package weixin
