package pages

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// How many stores and cards a page shows.
const (
	pageStores  = 50
	pageCards   = 100
	phoneStores = 3
)

// storeForm is a store as a form has it.
type storeForm struct {
	api.StoreFields
	PoiID, Version string
	Old            bool
	// Clashes are what another operator has changed since.
	Clashes []clash
}

func storesPath(r *http.Request) string {
	return "/merchants/" + url.PathEscape(r.PathValue("app_id")) + "/stores"
}

// showStores lists the stores of an account and its cards, with forms for others.
func (s *site) showStores(w http.ResponseWriter, r *http.Request, form *storeForm, status int, problem string) error {
	id, query := accountID(r), r.URL.Query()
	f := api.StoreFilter{AccountID: id, List: query.Get("list"), Page: api.Page{After: query.Get("after"), Limit: pageStores}}
	list, err := do(s, r, api.ListStores, f)
	if err != nil {
		return err
	}
	cards, err := do(s, r, api.ListCards, api.CardFilter{AccountID: id, Page: api.Page{Limit: pageCards}})
	if err != nil {
		return err
	}
	opened := form != nil
	if !opened {
		form = &storeForm{StoreFields: api.StoreFields{Status: storePassed}}
	}
	return s.show(w, r, answer{page: "stores", status: status, problem: problem, subject: id.AppID, data: map[string]any{
		"AppID": id.AppID, "Old": f.List == api.OldStores, "List": list.Stores, "Total": list.Total,
		"Next": follow(storesPath(r), list.Next, map[string]string{"list": f.List}), "Cards": cards.Cards, "Form": form, "Opened": opened,
	}})
}

// storePassed is the status of a store that has passed its review.
const storePassed = 1

// storeStatuses and storeUpgrades are the numbers that a store can have.
func storeStatuses() []int { return []int{1, 2, 3} }
func storeUpgrades() []int { return []int{0, 1, 2, 3, 4} }

func storeID(r *http.Request) api.StoreID {
	return api.StoreID{AccountID: accountID(r), PoiID: r.PathValue("poi_id")}
}

func storePath(r *http.Request, poiID string) string {
	return storesPath(r) + "/" + url.PathEscape(poiID)
}

// showStore shows a store with a form that changes it.
func (s *site) showStore(w http.ResponseWriter, r *http.Request, form *storeForm, status int, problem string) error {
	one, err := do(s, r, api.ShowStore, storeID(r))
	if err != nil {
		return err
	}
	opened := form != nil
	if !opened {
		form = &storeForm{StoreFields: one.StoreFields, Version: one.Version}
	}
	form.PoiID, form.Old = one.PoiID, one.Old
	return s.show(w, r, answer{page: "store", status: status, problem: problem, subject: one.Name, data: map[string]any{
		"Store": one, "Form": form, "Opened": opened,
	}})
}

// addStore adds a store.
func (s *site) addStore(w http.ResponseWriter, r *http.Request) error {
	form, err := readStore(r)
	var added api.Store
	if err == nil {
		added, err = do(s, r, api.AddStore, api.StoreCreation{AccountID: accountID(r), Body: api.NewStore{PoiID: form.PoiID, StoreFields: form.StoreFields, Old: form.Old}})
	}
	return s.formDone(w, r, err, storePath(r, added.PoiID), "saved", func(status int, problem string) error { return s.showStores(w, r, form, status, problem) })
}

// changeStore keeps what the form says of a store, unless another has changed it since
// the form was opened.
func (s *site) changeStore(w http.ResponseWriter, r *http.Request) error {
	form, err := readStore(r)
	if err == nil {
		_, err = do(s, r, api.PutStore, api.StoreChange{StoreID: storeID(r), Body: api.Store{StoreFields: form.StoreFields, Version: form.Version}})
	}
	if there, ok := clashing[api.Store](err); ok {
		form.Version, form.Clashes, err = there.Version, recordClashes("store", form.StoreFields, there.StoreFields, s.words(r)), clashed()
	}
	return s.formDone(w, r, err, storePath(r, r.PathValue("poi_id")), "saved", func(status int, problem string) error { return s.showStore(w, r, form, status, problem) })
}

// readStore reads the form of a store. It comes back even if something in it is wrong.
func readStore(r *http.Request) (*storeForm, error) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := &storeForm{PoiID: get("poi_id"), Version: get("version"), Old: get("old") != "", StoreFields: api.StoreFields{
		MapPoiID: get("map_poi_id"), Name: get("name"), Province: get("province"), City: get("city"), District: get("district"), Address: get("address"),
		Category: get("category"), Pictures: lines(r.PostForm.Get("pictures")), Phone: get("phone"), Hour: get("hour"), Licence: get("credential"),
		CompanyName: get("company_name"), CardID: get("card_id"), Reason: get("reason"), UpgradeComment: get("upgrade_comment"),
	}}
	var err error
	if f.Status, err = count(get("status")); err != nil {
		return f, err
	}
	if f.UpgradeStatus, err = count(get("upgrade_status")); err != nil {
		return f, err
	}
	return f, readDegrees(get, &f.Latitude, &f.Longitude)
}
