// Package wxastoretest runs the whole service inside a Go test, in memory: what
// your code sends to api.weixin.qq.com is answered by a service of the test's
// own, with levers for what Weixin never lets you do.
//
//	func TestOpening(t *testing.T) {
//		srv := wxastoretest.Run(t)
//		shop := NewShop(srv.Client(), srv.AppID, srv.Secret) // your code, as it is
//		shop.Open("Open until ten")
//		srv.CheckIntro(t, srv.AppID, "Open until ten")
//	}
//
// Run writes no file, takes free ports on loopback, and ends with the test. Any
// number of servers run side by side; take one for each test. Code whose base
// URL can be set takes [Server.URL]; code that calls https://api.weixin.qq.com
// takes the HTTP client of [Server.Client], which leads there.
//
// A server has an account with a secret and an approved store Mini Program with
// a head image ([Server.AppID], [Server.Secret], [Server.Token], [Server.API]). More
// come with [WithSeed], [WithAccounts] or [Server.AddAccount], and are called as with
// [Server.TokenFor] and [Server.APIFor].
//
// The levers:
//
//   - the clock: [WithClock], [Server.SetTime], [Server.Advance], [Server.Now]
//   - chance: [WithRandomSeed] makes rids, media ids and tokens repeat themselves
//   - faults: [Server.Inject], [Server.ClearFaults], with [AnswerCode], [AnswerStatus],
//     [AnswerNothing], [AnswerGarbage], [CutConnection] and [Delay]; quotas:
//     [Account.Quotas]
//   - accounts: [Server.Account], [Server.Accounts], [Server.HasAccount]
//   - store Mini Programs: [Server.Merchant], [Server.SetMerchant], [Server.History],
//     [Server.SetApplication]
//   - stores: [Server.AddStore], [Server.AddCard], [Server.AddPlace]
//   - reviews: [WithManualReviews], [WithReviewDelay], [Server.Reviews],
//     [Server.ConfirmReview], [Server.RefuseReview], [Server.PassReview],
//     [Server.FailReview]
//   - events: [Server.PushTestEvent], [Server.Events], [Server.WaitForEvent]
//   - media: [Server.AddImage], [Server.Medium]
//   - third-party platforms: [Server.AddComponent], [Server.PushTicket],
//     [Server.Authorize], [Server.Authorizations], [Server.Revoke],
//     [Server.ChangePassword]
//   - the calls made: [Server.Calls], [Server.CallsOf], [Server.WaitForCalls]
//   - checks: [Server.CheckIntro], [Server.CheckHeadimg], [Server.CheckCalls],
//     [Server.CheckCode]; to wait for what code does in the background:
//     [Server.WaitForIntro], [Server.WaitForHeadimg]
//   - [Server.Restart], and [WithLog] for the reason of a refusal
//   - [Start] and [Server.Close], where there is no test
//
// A lever that cannot do what it was asked fails the test and returns a zero
// value; so there are no errors to handle. Levers may be used by many
// goroutines.
package wxastoretest
