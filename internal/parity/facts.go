package parity

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/replay"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Facts are what of the account decides how it is answered. The service that
// Weixin is compared with is made from them.
type Facts struct {
	// Kind is service, official or miniprogram.
	Kind string
	// Individual says that the account is refused its store Mini Program (48001), as
	// those of natural persons are.
	Individual bool
	// Sets are those that a platform's token was granted; none is the account's own.
	Sets []int
	// Merchant is the state of the store Mini Program: none, approved, reviewing,
	// failed or refused; "" if it is not known.
	Merchant string
	// Stores says that the account has stores.
	Stores bool
	// ModifyDaily is the account's daily limit of modify_merchant; 0 if it is not
	// known.
	ModifyDaily int
}

func (f Facts) lines(line func(name, value string)) {
	line("kind", f.Kind)
	if f.Individual {
		line("individual", "yes")
	}
	if len(f.Sets) > 0 {
		line("sets", strings.Trim(fmt.Sprint(f.Sets), "[]"))
	}
	line("merchant", f.Merchant)
	if f.Stores {
		line("stores", "yes")
	}
	if f.ModifyDaily > 0 {
		line("modify-daily", strconv.Itoa(f.ModifyDaily))
	}
}

func parseFacts(fields map[string]string) (f Facts, err error) {
	f = Facts{Kind: fields["kind"], Merchant: fields["merchant"], Individual: fields["individual"] == "yes", Stores: fields["stores"] == "yes"}
	if !slices.Contains([]string{"", "service", "official", "miniprogram"}, f.Kind) {
		return f, said.Errorf("kind: %q is neither service nor official nor miniprogram", f.Kind)
	}
	if !slices.Contains([]string{"", "none", "approved", "reviewing", "failed", "refused"}, f.Merchant) {
		return f, said.Errorf("merchant: %q is not a state of a store Mini Program", f.Merchant)
	}
	for word := range strings.FieldsSeq(fields["sets"]) {
		set, err := strconv.Atoi(word)
		if err != nil {
			return f, said.Errorf("sets: %q is not a number", word)
		}
		f.Sets = append(f.Sets, set)
	}
	if text := fields["modify-daily"]; text != "" {
		if f.ModifyDaily, err = strconv.Atoi(text); err != nil {
			return f, said.Errorf("modify-daily: %q is not a number", text)
		}
	}
	return f, nil
}

// FindFacts asks the account's own side what can be asked without an effect. What
// is refused stays unknown.
func FindFacts(ctx context.Context, side Side, claimed Facts) (Facts, error) {
	token := side.Values["TOKEN"]
	if token == "" {
		return claimed, nil
	}
	ask := func(d weixin.Declaration, body string) (fields any, err error) {
		answer, err := side.player().Exchange(ctx, replay.Request{
			Method: d.Method(), Target: d.Path + "?access_token=" + url.QueryEscape(token), Body: []byte(body),
		})
		if err == nil {
			_ = json.Unmarshal([]byte(answer.Body), &fields) // what is not JSON has no fields
		}
		return fields, err
	}
	facts := claimed
	audit, err := ask(weixin.GetMerchantAuditInfo.Declared(), "")
	if err != nil {
		return facts, err
	}
	code, _ := replay.Field(audit, "errcode").(float64)
	facts.Individual = weixin.Code(code) == weixin.APIUnauthorized && claimed.Kind != "miniprogram"
	if status, known := replay.Field(audit, "data.status").(float64); known {
		facts.Merchant = merchantState(int(status))
	}
	stores, err := ask(weixin.GetStoreList.Declared(), `{"offset":0,"limit":1}`)
	if err != nil {
		return facts, err
	}
	total, _ := replay.Field(stores, "total_count").(float64)
	facts.Stores = total > 0
	quota, err := ask(weixin.GetAPIQuota.Declared(), fmt.Sprintf(`{"cgi_path":%q}`, weixin.ModifyMerchant.Path))
	limit, _ := replay.Field(quota, "quota.daily_limit").(float64)
	facts.ModifyDaily = int(limit)
	return facts, err
}

func merchantState(audit int) string {
	states := map[int]string{
		weixin.AuditNone: "none", weixin.AuditPassed: "approved", weixin.AuditReviewing: "reviewing",
		weixin.AuditFailed: "failed", weixin.AuditRefused: "refused",
	}
	return states[audit]
}
