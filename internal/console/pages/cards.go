package pages

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// cardForm is what stands in the form of a card.
type cardForm struct {
	api.CardState
	Clashes []clash
}

func readCard(r *http.Request) *cardForm {
	return &cardForm{CardState: api.CardState{Version: r.PostFormValue("version"), CardFields: api.CardFields{
		Type: strings.TrimSpace(r.PostFormValue("type")), UseCustomCode: r.PostFormValue("use_custom_code") != "",
	}}}
}

// addCard adds a card.
func (s *site) addCard(w http.ResponseWriter, r *http.Request) error {
	card := api.Card{CardID: strings.TrimSpace(r.PostFormValue("card_id")), CardFields: readCard(r).CardFields}
	_, err := do(s, r, api.AddCard, api.CardCreation{AccountID: accountID(r), Body: card})
	return s.formDone(w, r, err, storesPath(r), "saved", func(status int, problem string) error { return s.showStores(w, r, nil, status, problem) })
}

// cardID is the card that the address of a page names.
func cardID(r *http.Request) api.CardID {
	return api.CardID{AccountID: accountID(r), Card: r.PathValue("card_id")}
}

func cardPath(r *http.Request) string {
	return "/merchants/" + url.PathEscape(r.PathValue("app_id")) + "/cards/" + url.PathEscape(r.PathValue("card_id"))
}

// showCard shows a card in a form that changes it.
func (s *site) showCard(w http.ResponseWriter, r *http.Request, form *cardForm, status int, problem string) error {
	card, err := do(s, r, api.ShowCard, cardID(r))
	if err != nil {
		return err
	}
	if form == nil {
		form = &cardForm{CardState: api.CardState{CardFields: card.CardFields, Version: card.Version}}
	}
	return s.show(w, r, answer{page: "card", status: status, problem: problem, subject: card.CardID, data: map[string]any{
		"Card": card, "Form": form, "AppID": r.PathValue("app_id"),
	}})
}

// changeCard keeps what the form says of a card, unless another has changed it since the
// form was opened.
func (s *site) changeCard(w http.ResponseWriter, r *http.Request) error {
	form := readCard(r)
	_, err := do(s, r, api.PutCard, api.CardChange{CardID: cardID(r), Body: form.CardState})
	if there, ok := clashing[api.Card](err); ok {
		form.Version, form.Clashes, err = there.Version, recordClashes("card", form.CardFields, there.CardFields, s.words(r)), clashed()
	}
	return s.formDone(w, r, err, cardPath(r), "saved", func(status int, problem string) error { return s.showCard(w, r, form, status, problem) })
}
