package pages

import (
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// accountForm is an account as a form has it.
type accountForm struct {
	// Version is that of the account which the form was made from.
	api.Account
	// HasMerchant and Merchant are those of a new account.
	HasMerchant bool
	Merchant    api.NewMerchant
	// Clashes are what another operator has changed since.
	Clashes []clash
}

// kinds are the names of the kinds of accounts.
func kinds() []string { return strings.Split(weixin.AllKinds.String(), "|") }

// modes are the forms of an account's messages.
func modes() []string {
	return []string{string(store.MessagesPlain), string(store.MessagesCompat), string(store.MessagesSafe)}
}

// kindsBeside are the kinds that an account of a kind may have: a platform stays
// one.
func kindsBeside(kind string) []string {
	if kind == api.KindComponent {
		return []string{kind}
	}
	return kinds()
}

// readAccount reads the form of an account. What the form does not ask for
// stays as it is before. The form comes back even if something in it is wrong.
func readAccount(r *http.Request, before api.Account) (*accountForm, error) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	ticked := func(name string) bool { return r.PostForm.Get(name) != "" }
	f := &accountForm{Account: before}
	f.Version = get("version")
	f.Name, f.Kind, f.OriginalID = get("name"), get("kind"), get("original_id")
	f.MessageURL, f.MessageMode, f.MessageToken = get("message_url"), get("message_mode"), get("message_token")
	f.EncodingAESKey, f.PreviousEncodingAESKey = get("encoding_aes_key"), get("previous_encoding_aes_key")
	f.Individual, f.Irregular, f.SecretFrozen = ticked("individual"), ticked("irregular"), ticked("secret_frozen")
	f.IPList = lines(r.PostForm.Get("ip_list"))
	f.CategoryBarred, f.ForbiddenWords = ticked("category_barred"), lines(r.PostForm.Get("forbidden_words"))
	f.TextCoordinates = ticked("text_coordinates")
	f.HasMerchant = ticked("merchant")
	f.Merchant = api.NewMerchant{State: get("state"), Nickname: get("nickname"), Intro: newlines(r.PostForm.Get("intro"))}
	var err error
	if f.ModifyPerMonth, err = count(get("modify_per_month")); err != nil {
		return f, err
	}
	f.Quotas = maps.Clone(before.Quotas)
	for _, d := range weixin.Declarations() {
		if !r.PostForm.Has("daily." + d.Name) {
			continue // the kind of the account may not call it
		}
		daily, err := count(get("daily." + d.Name))
		if err != nil {
			return f, err
		}
		minute, err := count(get("minute." + d.Name))
		if err != nil {
			return f, err
		}
		if f.Quotas == nil {
			f.Quotas = make(map[string]api.Quota)
		}
		if f.Quotas[d.Name] = (api.Quota{Daily: daily, PerMinute: minute}); f.Quotas[d.Name] == (api.Quota{}) {
			delete(f.Quotas, d.Name)
		}
	}
	return f, nil
}

// lines are the lines of a text that say something.
func lines(text string) []string {
	var all []string
	for line := range strings.Lines(newlines(text)) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// count reads a number that is left out for none.
func count(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, invalidf("%q must be a number, 0 or more", text)
	}
	return n, nil
}
