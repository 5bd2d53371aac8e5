// Package meter is the room of what is counted and noted about calls.
//
// It owns: the quotas of interfaces, the journal of calls by rid and the
// masking of credentials in it, and the faults that are injected. It does not
// own the interfaces that are counted (the declarations do, with their limits),
// nor what a token means, nor the order of the checks (package edge).
//
// Pages: weixin.ClearQuota, weixin.ClearQuotaByAppSecret,
// weixin.ClearComponentQuotaByAppSecret, weixin.ClearAPIQuota, weixin.GetAPIQuota,
// weixin.GetRIDInfo.
package meter
