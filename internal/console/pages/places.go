package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// pagePlaces is how many places a page shows.
const pagePlaces = 50

// placeForm is a place as a form has it.
type placeForm struct {
	api.PlaceFields
	// Clashes are what another operator has changed since.
	Clashes []clash
}

// showPlaces lists places, with a form for another.
func (s *site) showPlaces(w http.ResponseWriter, r *http.Request, form *placeForm, status int, problem string) error {
	query := r.URL.Query()
	f := api.PlaceFilter{
		District: strings.TrimSpace(query.Get("district")), Search: strings.TrimSpace(query.Get("search")), Page: api.Page{After: query.Get("after"), Limit: pagePlaces},
	}
	list, err := do(s, r, api.ListPlaces, f)
	if err != nil {
		return err
	}
	opened := form != nil
	if !opened {
		form = new(placeForm)
	}
	return s.show(w, r, answer{page: "places", status: status, problem: problem, data: map[string]any{
		"Filter": f, "List": list.Places, "Next": follow("/places", list.Next, map[string]string{"district": f.District, "search": f.Search}),
		"Form": form, "Opened": opened || query.Has("new"),
	}})
}

func placeID(r *http.Request) api.PlaceID { return api.PlaceID{ID: r.PathValue("id")} }

func placePath(id string) string { return "/places/" + url.PathEscape(id) }

func placesPath(*http.Request) string { return "/places" }

// showPlace shows a place with a form that changes it.
func (s *site) showPlace(w http.ResponseWriter, r *http.Request, form *placeForm, status int, problem string) error {
	p, err := do(s, r, api.ShowPlace, placeID(r))
	if err != nil {
		return err
	}
	opened := form != nil
	if !opened {
		form = &placeForm{PlaceFields: p.PlaceFields}
	}
	return s.show(w, r, answer{page: "place", status: status, problem: problem, subject: p.Name, data: map[string]any{
		"Place": p, "Form": form, "Opened": opened,
	}})
}

// addPlace adds a place.
func (s *site) addPlace(w http.ResponseWriter, r *http.Request) error {
	form, err := readPlace(r, strings.TrimSpace(r.PostFormValue("id")))
	if err == nil {
		form.Version = ""
		_, err = do(s, r, api.PutPlace, api.PlaceChange{Body: form.PlaceFields})
	}
	if there, _ := clashing[any](err); there != nil {
		err = problem{http.StatusConflict, "problem.placethere"}
	}
	return s.formDone(w, r, err, placePath(form.ID), "saved", func(status int, problem string) error { return s.showPlaces(w, r, form, status, problem) })
}

// changePlace keeps what the form says of a place, unless another operator has changed
// it since the form was opened.
func (s *site) changePlace(w http.ResponseWriter, r *http.Request) error {
	form, err := readPlace(r, r.PathValue("id"))
	if err == nil {
		_, err = do(s, r, api.PutPlace, api.PlaceChange{Body: form.PlaceFields})
	}
	if there, ok := clashing[api.Place](err); ok {
		form.Version, form.Clashes, err = there.Version, recordClashes("place", form.PlaceFields, there.PlaceFields, s.words(r)), clashed()
	}
	return s.formDone(w, r, err, placePath(form.ID), "saved", func(status int, problem string) error { return s.showPlace(w, r, form, status, problem) })
}

// readPlace reads the form of a place. It comes back even if something in it is wrong.
func readPlace(r *http.Request, id string) (*placeForm, error) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := &placeForm{PlaceFields: api.PlaceFields{
		ID: id, Name: get("name"), Branch: get("branch"), Address: get("address"), DistrictID: get("district_id"), Province: get("province"), City: get("city"),
		District: get("district"), Telephone: get("telephone"), Category: get("category"), Photo: get("photo"), Version: get("version"),
	}}
	return f, readDegrees(get, &f.Lat, &f.Lng)
}

// readDegrees reads a latitude and a longitude, which may be left out for 0.
func readDegrees(get func(string) string, lat, lng *float64) error {
	for name, into := range map[string]*float64{"lat": lat, "lng": lng} {
		text := get(name)
		if text == "" {
			continue
		}
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return invalidf("%q is not a number", text)
		}
		*into = n
	}
	return nil
}
