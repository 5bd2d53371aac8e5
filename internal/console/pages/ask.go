package pages

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/said"
)

// asked is a page that asks before something is destroyed or replaced: the form that does
// it stands there, and nowhere else. Its address is that of the form, and the fields of the
// form are the parameters of the address.
type asked struct {
	// What is a key of the words below "ask.", Why the sentences that say what will happen.
	What, Why string
	// Note is what is known of it besides.
	Note string
	// About is what the address names, Fields what goes into the form.
	About, Fields []named
	// Keep is the page to go back to. Upload says that the form takes a file.
	Keep   string
	Upload bool
}

// named is a value with its name.
type named struct{ Name, Value string }

// reason says in the language of a request what will happen.
type reason func(r *http.Request) (string, error)

// saying is the reason that has a key of the words.
func (s *site) saying(key string) reason {
	return func(r *http.Request) (string, error) { return s.words(r).say(key) }
}

// destroys are the two pages of an operation that destroys: one asks, and the form on it
// does it. A form that comes from elsewhere has not asked, and leads to the page that does.
func (s *site) destroys(path, what string, o api.Operation, back func(*http.Request) string, do handler) []Page {
	why := func(r *http.Request) (string, error) { return s.words(r).sentence(said.Text(o.Destroys)), nil }
	sure := func(w http.ResponseWriter, r *http.Request) error {
		if r.URL.Query().Get("sure") != "" {
			return do(w, r)
		}
		if err := r.ParseForm(); err != nil {
			return invalidf("the form cannot be read: %v", err)
		}
		http.Redirect(w, r, (&url.URL{Path: r.URL.Path, RawQuery: r.PostForm.Encode()}).String(), http.StatusSeeOther)
		return nil
	}
	return []Page{
		{Pattern: "GET " + path, Serve: s.handle(s.ask(what, back, why))},
		{Pattern: "POST " + path, Serve: s.handle(sure), Destroys: o},
	}
}

// ask answers the page that asks for what a form of the same address does. back is the
// page that one comes from.
func (s *site) ask(what string, back func(*http.Request) string, why reason) handler {
	return func(w http.ResponseWriter, r *http.Request) (err error) {
		page := asked{What: what, Keep: back(r), Upload: what == "restore"}
		if page.Why, err = why(r); err != nil {
			return err
		}
		if what == "clear" {
			if page.Note, err = s.counted(r); err != nil {
				return err
			}
		}
		for _, name := range []string{"app_id", "appid", "poi_id", "card_id", "id"} {
			if value := r.PathValue(name); value != "" {
				page.About = append(page.About, named{name, value})
			}
		}
		query := r.URL.Query()
		for _, name := range slices.Sorted(maps.Keys(query)) {
			page.Fields = append(page.Fields, named{name, query.Get(name)})
			if what == "revert" && name == "version" || !slices.Contains([]string{"seen", "back", "hash", "version"}, name) {
				page.About = append(page.About, page.Fields[len(page.Fields)-1])
			}
		}
		subject := ""
		if len(page.About) > 0 {
			subject = page.About[0].Value
		}
		return s.show(w, r, answer{page: "ask", subject: subject, here: r.URL.RequestURI(), data: map[string]any{"Ask": page, "Action": r.URL.EscapedPath()}})
	}
}

// at is the page of a path, for those that do not depend on the request.
func at(path string) func(*http.Request) string { return func(*http.Request) string { return path } }
