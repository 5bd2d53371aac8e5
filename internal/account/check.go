package account

import (
	"strings"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// BadAccount says what is wrong with an account that was declared.
type BadAccount struct{ store.Mistake }

func bad(format string, args ...any) error { return BadAccount{store.Mistakef(format, args...)} }

// Check returns a BadAccount if a cannot be an account, and nil otherwise. It
// does not look at the secret.
func Check(a store.Account) error {
	if !ValidAppID(a.AppID) {
		return bad("appid %q: use 1 to 64 letters, digits, - and _", a.AppID)
	}
	if _, err := weixin.ParseKind(a.Kind); err != nil {
		return bad("unknown account kind %q: use one of %s", a.Kind, strings.ReplaceAll(weixin.AllKinds.String(), "|", ", "))
	}
	for _, entry := range a.IPList {
		if _, err := parseIPEntry(entry); err != nil {
			return bad("ip_list: %v", err)
		}
	}
	if err := checkMessages(a.Messages); err != nil {
		return err
	}
	if a.Original != "" && !originalForm.MatchString(a.Original) {
		return bad("original_id %q: write gh_ and then letters and digits", a.Original)
	}
	if a.Policy.ModifyPerMonth < 0 {
		return bad("modify_per_month cannot be negative")
	}
	for name, quota := range a.Quotas {
		if _, declared := weixin.Find(name); !declared {
			return bad("quotas: there is no interface %q; wxastore interfaces lists them", name)
		}
		if quota.Daily < 0 || quota.PerMinute < 0 {
			return bad("quotas: those of %s cannot be negative", name)
		}
	}
	for _, text := range append([]string{a.Name}, a.Policy.ForbiddenWords...) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return bad("a text is not UTF-8, or holds U+0000")
		}
	}
	return nil
}
