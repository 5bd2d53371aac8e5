package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

//go:embed html
var htmlFiles embed.FS

// variant is a page in a language.
type variant struct {
	page     string
	language language
}

// rendering is a variant that is ready to be filled.
type rendering struct {
	template *template.Template
	words    words
}

// readRenderings reads every page in every language.
func readRenderings(assets map[string]asset) (map[variant]*rendering, error) {
	files, err := htmlFiles.ReadDir("html")
	if err != nil {
		return nil, fmt.Errorf("html: %w", err)
	}
	renderings := make(map[variant]*rendering)
	for _, l := range []language{english, chinese} {
		table, err := readWords(string(l))
		if err != nil {
			return nil, err
		}
		shared, err := template.New("").Funcs(functions(l, table, assets)).ParseFS(htmlFiles, "html/layout.html", "html/parts.html", "html/runparts.html")
		if err != nil {
			return nil, fmt.Errorf("html: %w", err)
		}
		for _, f := range files {
			name := strings.TrimSuffix(path.Base(f.Name()), ".html")
			if name == "layout" || name == "parts" || name == "runparts" {
				continue
			}
			own, err := shared.Clone()
			if err == nil {
				own, err = own.ParseFS(htmlFiles, "html/"+f.Name())
			}
			if err != nil {
				return nil, fmt.Errorf("html: %w", err)
			}
			renderings[variant{name, l}] = &rendering{own, table}
		}
	}
	return renderings, nil
}

// answer is what a handler has found out.
type answer struct {
	// page is the name of a file in html/.
	page string
	// status is the HTTP status; 0 is 200.
	status int
	// subject is what the page is about, if not what its name says.
	subject string
	// here is the address that the page's parts and forms come back to, where it
	// is not the request's.
	here string
	// problem is a key of the words, or a sentence of the service.
	problem string
	// fragment is a part of the page that is all of the answer; "" for what the request
	// says.
	fragment string
	data     any
}

// view is what templates see.
type view struct {
	Language language
	Page     string
	Subject  string
	// Here is the address of the page, for forms that come back to it.
	Here            string
	Problem, Notice string
	// Waits says that what the notice is about has not happened yet.
	Waits bool
	// Bare pages are for people without credentials: they show nothing of the
	// service.
	Bare bool
	// Clock and Faults are what every other page shows.
	Clock  api.Clock
	Faults int
	// SignedIn says that there is a session to end.
	SignedIn bool
	Data     any
}

// show answers a page, or the fragment of it that is asked for.
func (s *site) show(w http.ResponseWriter, r *http.Request, a answer) error {
	l := languageOf(r)
	own, ok := s.renderings()[variant{a.page, l}]
	if !ok {
		return fmt.Errorf("there is no page %s in %s", a.page, l)
	}
	v := view{
		Language: l, Page: a.page, Subject: a.subject, Here: r.URL.RequestURI(), Problem: a.problem, Data: a.data,
	}
	if text, ok := own.words[a.problem]; ok {
		v.Problem = text
	}
	switch {
	case a.here != "":
		v.Here = a.here
	case r.Method != http.MethodGet:
		v.Here = shownAt(r.URL.Path)
	}
	// Only words of ours can be named in an address.
	did := r.URL.Query().Get("done")
	v.Notice, v.Waits = own.words["done."+did], strings.HasSuffix(did, ".waits")
	if v.Bare = r.Context().Value(bareKey{}) != nil; !v.Bare {
		var err error
		if v.Clock, err = do(s, r, api.ShowClock, api.None{}); err != nil {
			return err
		}
		faults, err := do(s, r, api.ListFaults, api.None{})
		if err != nil {
			return err
		}
		v.SignedIn = s.Sessions.Needed()
		for _, f := range faults.Faults {
			if f.Count == nil || *f.Count > 0 {
				v.Faults++
			}
		}
	}
	block, name := "layout", a.fragment
	if name == "" && r.Method == http.MethodGet {
		name = r.URL.Query().Get("fragment")
	}
	if name != "" {
		block = "fragment-" + name
		if own.template.Lookup(block) == nil {
			return problem{http.StatusNotFound, "problem.fragment"}
		}
	}
	var page bytes.Buffer
	if err := own.template.ExecuteTemplate(&page, block, v); err != nil {
		return fmt.Errorf("page %s: %w", a.page, err)
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", string(l))
	header.Set("Content-Security-Policy", policy)
	if r.Header.Get("Sec-Fetch-Mode") != "" { // elsewhere than over TLS or on loopback, browsers complain of it
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
	}
	header.Add("Vary", "Accept-Language, Cookie")
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	// A browser that is gone needs no answer.
	_, _ = w.Write(page.Bytes())
	return nil
}

// policy lets a page have what the console itself serves: no inline script or
// style, no other host, and markup only where the one policy of live.js makes
// it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types fragment"

// shownAt is the address of the page that a form was on.
func shownAt(path string) string {
	if strings.HasPrefix(path, "/levers/") {
		return "/levers"
	}
	if path == "/log/clear" {
		return path
	}
	if strings.HasPrefix(path, "/events/") {
		return "/events"
	}
	for _, verb := range []string{"/revert", "/again", "/secret", "/revoke", "/ticket", "/authorize", "/withdraw", "/drop", "/cards", "/application", "/check", "/test"} {
		path = strings.TrimSuffix(path, verb)
	}
	return path
}
