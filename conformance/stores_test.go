package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// storeMethods are the calls of the store Mini Program, in the order of the table.
func storeMethods() []string {
	return []string{
		"category", "apply", "audit", "modify", "district", "search", "create", "add", "info", "list", "update", "card", "set card", "delete",
	}
}

// The cards that the account of a store trial has, and the store that it adds.
const (
	firstCard, secondCard = "pfirst-card", "psecond-card"
	storeName, storePhone = "转角书店", "020-12345678"
)

// storeTrial is a store from start to finish: from an account that has nothing to a store
// that is deleted, by a client's own calls. Nobody helps it at the console.
type storeTrial struct {
	shop storekeeper
	// upload sends a picture and returns its media id; address is that of one that was
	// kept for good.
	upload  func() (string, error)
	address func() (string, error)

	media, picture         string
	first, second          int
	district, place, poiID string
	longitude, latitude    string
	// reviews are the events of reviews that must have been pushed, as
	// "EVENT AUDIT_ID STATUS".
	reviews []string
}

// steps are those of the methods that the client has; a step's name is its method.
func (tr *storeTrial) steps() []step {
	all := []step{
		{"audit", tr.nothingYet},
		{"category", tr.chooseCategory},
		{"apply", tr.apply},
		{"audit", tr.approved},
		{"modify", func() error {
			_, err := tr.call("modify", map[string]any{"headimg_mediaid": "", "intro": "又来新书了"})
			return err
		}},
		{"district", tr.chooseDistrict},
		{"search", tr.nothingFound},
		{"create", tr.create},
		{"search", tr.find},
		{"add", tr.add},
		{"list", tr.list},
		{"info", tr.info},
		{"card", func() error { return tr.card(firstCard) }},
		{"set card", tr.setCard},
		{"update", tr.updateHours},
		{"update", tr.updatePictures},
		{"delete", tr.remove},
	}
	return slices.DeleteFunc(all, func(s step) bool { return !slices.Contains(tr.shop.knows(), s.name) })
}

// run returns what came of each method that the client has, nil if it works.
func (tr *storeTrial) run() map[string]error {
	results := make(map[string]error)
	for _, s := range tr.steps() {
		results[s.name] = errors.Join(results[s.name], s.run())
	}
	for _, method := range tr.shop.knows() {
		if _, tried := results[method]; !tried {
			results[method] = errors.New("no step tries this method")
		}
	}
	return results
}

// call makes a call that must succeed and have what it needs.
func (tr *storeTrial) call(method string, fields map[string]any, needs ...string) (any, error) {
	answer, err := tr.shop.store(method, fields)
	if err == nil {
		err = succeeded(answer)
	}
	if err == nil {
		err = unmet(answer, needs)
	}
	return answer, err
}

// polls is how often a client asks for what comes soon. A machine that is so loaded
// that it comes late answers as slowly.
const polls, pause = 1000, 10 * time.Millisecond

// until repeats a call until the answer has what it needs.
func (tr *storeTrial) until(method string, fields map[string]any, needs ...string) (answer any, err error) {
	for range polls {
		if answer, err = tr.call(method, fields); err != nil {
			return nil, err
		}
		if err = unmet(answer, needs); err == nil {
			break
		}
		time.Sleep(pause)
	}
	return answer, err
}

func (tr *storeTrial) nothingYet() error {
	_, err := tr.call("audit", nil, "data.audit_id = 0", "data.status = 0", "data.reason string")
	return err
}

// chooseCategory takes a category of level 2 that needs no papers.
func (tr *storeTrial) chooseCategory() error {
	answer, err := tr.call("category", nil, "data.all_category_info.categories.*.id int", "data.all_category_info.categories.0.name = root")
	if err != nil {
		return err
	}
	for _, category := range fieldsAt(answer, "data.all_category_info.categories.*") {
		if text(category, "level") == "2" && text(category, "sensitive_type") == "0" {
			tr.first, err = strconv.Atoi(text(category, "father"))
			if err != nil {
				return err
			}
			tr.second, err = strconv.Atoi(text(category, "id"))
			return err
		}
	}
	return errors.New("every category needs papers")
}

func (tr *storeTrial) apply() (err error) {
	if tr.media, err = tr.upload(); err != nil {
		return err
	}
	_, err = tr.call("apply", map[string]any{
		"first_catid": tr.first, "second_catid": tr.second, "qualification_list": "", "headimg_mediaid": tr.media,
		"nickname": storeName, "intro": "一家书店", "org_code": "", "other_files": "",
	})
	return err
}

func (tr *storeTrial) approved() error {
	answer, err := tr.until("audit", nil, "data.status = 1", "data.audit_id int")
	tr.reviewed("apply_merchant_audit_info", text(answer, "data.audit_id"))
	return err
}

func (tr *storeTrial) reviewed(event, auditID string) {
	tr.reviews = append(tr.reviews, event+" "+auditID+" 1")
}

// chooseDistrict goes from Guangdong to its capital to one of its districts by cidx.
func (tr *storeTrial) chooseDistrict() error {
	answer, err := tr.call("district", nil, "status = 0", "message = query ok", "result.*.*.id string", "result.*.*.location.lat number")
	if err != nil {
		return err
	}
	path := ""
	for level, name := range []string{"广东省", "广州市", "海珠区"} {
		from, to := 0, len(fieldsAt(answer, fmt.Sprintf("result.%d.*", level)))-1
		if path != "" {
			from, _ = strconv.Atoi(text(answer, path+".cidx.0"))
			to, _ = strconv.Atoi(text(answer, path+".cidx.1"))
		}
		path = ""
		for i := from; i <= to; i++ {
			if at := fmt.Sprintf("result.%d.%d", level, i); text(answer, at+".fullname") == name {
				path = at
			}
		}
		if path == "" {
			return fmt.Errorf("%s is not between %d and %d of level %d", name, from, to, level)
		}
	}
	tr.district = text(answer, path+".id")
	tr.latitude, tr.longitude = text(answer, path+".location.lat"), text(answer, path+".location.lng")
	return nil
}

func (tr *storeTrial) nothingFound() error {
	answer, err := tr.call("search", map[string]any{"districtid": json.Number(tr.district), "keyword": storeName})
	if n := len(fieldsAt(answer, "data.item.*")); err == nil && n != 0 {
		err = fmt.Errorf("%d places are there before one is created", n)
	}
	return err
}

func (tr *storeTrial) create() error {
	address, err := tr.address()
	if err != nil {
		return err
	}
	tr.picture = address
	answer, err := tr.call("create", map[string]any{
		"name": storeName, "longitude": tr.longitude, "latitude": tr.latitude, "province": "广东省", "city": "广州市", "district": "海珠区",
		"address": "江南大道 1 号", "category": "购物:书店", "telephone": storePhone, "photo": tr.picture, "license": tr.picture,
		"introduct": "一家书店", "districtid": tr.district,
	}, "error null", "data.base_id int", "data.rich_id int")
	tr.reviewed("create_map_poi_audit_info", text(answer, "data.base_id"))
	return err
}

func (tr *storeTrial) find() error {
	answer, err := tr.until("search", map[string]any{"districtid": json.Number(tr.district), "keyword": "转角"},
		"data.item.*.branch_name = "+storeName, "data.item.*.longitude number", "data.item.*.sosomap_poi_uid string")
	tr.place = text(answer, "data.item.0.sosomap_poi_uid")
	return err
}

func pictures(addresses ...string) string {
	list, _ := json.Marshal(map[string]any{"list": addresses}) // of strings: it does not fail
	return string(list)
}

func (tr *storeTrial) add() error {
	answer, err := tr.call("add", map[string]any{
		"poi_id": "", "map_poi_id": tr.place, "pic_list": pictures(tr.picture), "contract_phone": storePhone, "hour": "09:00-21:00",
		"credential": "22883878-0", "company_name": "", "qualification_list": "", "card_id": firstCard,
	}, "data.audit_id int")
	tr.reviewed("add_store_audit_info", text(answer, "data.audit_id"))
	return err
}

func (tr *storeTrial) list() error {
	answer, err := tr.until("list", map[string]any{"offset": 0, "limit": 10}, "total_count = 1", "business_list.*.base_info.status = 1",
		"business_list.*.base_info.business_name = "+storeName, "business_list.*.base_info.poi_id string")
	tr.poiID = text(answer, "business_list.0.base_info.poi_id")
	return err
}

func (tr *storeTrial) info() error {
	_, err := tr.call("info", map[string]any{"poi_id": tr.poiID}, "business.base_info.business_name = "+storeName,
		"business.base_info.longitude = "+tr.longitude, "business.base_info.telephone = "+storePhone, "business.base_info.district = 海珠区",
		"business.base_info.photo_list.*.photo_url = "+tr.picture, "business.base_info.open_time = 09:00-21:00")
	return err
}

func (tr *storeTrial) card(want string) error {
	_, err := tr.call("card", map[string]any{"poi_id": tr.poiID}, "card_id = "+want)
	return err
}

func (tr *storeTrial) setCard() error {
	if _, err := tr.call("set card", map[string]any{"poi_id": tr.poiID, "card_id": secondCard}); err != nil {
		return err
	}
	return tr.card(secondCard)
}

// updateHours changes the hours; what is "" stays as it is.
func (tr *storeTrial) updateHours() error {
	_, err := tr.call("update", map[string]any{"poi_id": tr.poiID, "hour": "10:00-22:00", "contract_phone": "", "pic_list": "", "card_id": ""},
		"data.has_audit_id = 0")
	if err != nil {
		return err
	}
	_, err = tr.call("info", map[string]any{"poi_id": tr.poiID}, "business.base_info.open_time = 10:00-22:00",
		"business.base_info.telephone = "+storePhone, "business.base_info.photo_list.*.photo_url = "+tr.picture)
	return err
}

// updatePictures changes the pictures, which are reviewed.
func (tr *storeTrial) updatePictures() error {
	other := strings.Replace(tr.picture, "/0?", "/640?", 1) + "&tp=webp"
	answer, err := tr.call("update", map[string]any{"poi_id": tr.poiID, "pic_list": pictures(other)}, "data.has_audit_id = 1", "data.audit_id int")
	if err != nil {
		return err
	}
	tr.reviewed("modify_store_audit_info", text(answer, "data.audit_id"))
	_, err = tr.until("info", map[string]any{"poi_id": tr.poiID}, "business.base_info.photo_list.*.photo_url = "+other)
	return err
}

func (tr *storeTrial) remove() error {
	if _, err := tr.call("delete", map[string]any{"poi_id": tr.poiID}); err != nil {
		return err
	}
	if _, err := tr.call("list", map[string]any{"offset": 0, "limit": 10}, "total_count = 0"); err != nil {
		return err
	}
	_, err := tr.call("info", map[string]any{"poi_id": tr.poiID})
	return wantCode("65115", err)
}
