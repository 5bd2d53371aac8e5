// Package quota counts the calls of accounts against the limits of interfaces.
//
// It owns: the counts of a day and of a minute, what is taken ahead of them in
// memory, and the interfaces that show and clear them. It does not own the
// limits (the declarations do, and accounts that have their own), nor the order
// of the checks (package edge).
//
// Pages: weixin.ClearQuota, weixin.ClearQuotaByAppSecret,
// weixin.ClearComponentQuotaByAppSecret, weixin.ClearComponentQuota, weixin.ClearAPIQuota, weixin.GetAPIQuota.
package quota
