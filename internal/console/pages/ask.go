package pages

import (
	"maps"
	"net/http"
	"slices"
)

// asked is a page that asks before something is destroyed or replaced: the form that does
// it stands there, and nowhere else. Its address is that of the form, and the fields of the
// form are the parameters of the address.
type asked struct {
	// What is a key of the words below "ask.".
	What string
	// About is what the address names, Fields what goes into the form.
	About, Fields []named
	// Keep is the page to go back to. Upload says that the form takes a file.
	Keep   string
	Upload bool
}

// named is a value with its name.
type named struct{ Name, Value string }

// ask answers the page that asks for what a form of the same address does. back is the
// page that one comes from.
func (s *site) ask(what string, back func(*http.Request) string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		page := asked{What: what, Keep: back(r), Upload: what == "restore"}
		for _, name := range []string{"app_id", "appid", "poi_id", "id"} {
			if value := r.PathValue(name); value != "" {
				page.About = append(page.About, named{name, value})
			}
		}
		query := r.URL.Query()
		for _, name := range slices.Sorted(maps.Keys(query)) {
			page.Fields = append(page.Fields, named{name, query.Get(name)})
			if name != "seen" && name != "back" && name != "hash" {
				page.About = append(page.About, page.Fields[len(page.Fields)-1])
			}
		}
		subject := ""
		if len(page.About) > 0 {
			subject = page.About[0].Value
		}
		return s.show(w, r, answer{page: "ask", subject: subject, here: r.URL.RequestURI(), data: map[string]any{"Ask": page, "Action": r.URL.Path}})
	}
}

// at is the page of a path, for those that do not depend on the request.
func at(path string) func(*http.Request) string { return func(*http.Request) string { return path } }
