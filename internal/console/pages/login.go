package pages

import (
	"net/http"
	"net/url"
	"strings"
)

// login asks for the console's token, unless the address has a code. HEAD only
// renderings, and leaves the code as it is.
func (s *site) login(w http.ResponseWriter, r *http.Request) error {
	if code := r.URL.Query().Get("code"); code != "" && r.Method == http.MethodGet {
		return s.enter(w, r, s.Sessions.BeginBy(w, r, code), "login.old")
	}
	return s.showLogin(w, r, http.StatusOK, "")
}

func (s *site) showLogin(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	next := r.FormValue("next")
	return s.show(w, r, answer{page: "login", status: status, problem: problem, data: map[string]any{"Next": ownPath(next)}})
}

// signIn begins a session for who knows the token.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) error {
	return s.enter(w, r, s.Sessions.Begin(w, r, strings.TrimSpace(r.PostFormValue("token"))), "login.wrong")
}

// enter goes on where the browser wanted to go, or says why it may not.
func (s *site) enter(w http.ResponseWriter, r *http.Request, entry Entry, wrong string) error {
	switch entry {
	case Entered:
		http.Redirect(w, r, ownPath(r.FormValue("next")), http.StatusSeeOther)
		return nil
	case TooMany:
		return s.showLogin(w, r, http.StatusTooManyRequests, "login.many")
	default:
		return s.showLogin(w, r, http.StatusUnauthorized, wrong)
	}
}

func (s *site) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.Sessions.End(w, r); err != nil {
		return err
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}

// ownPath is a path of the console to go to, and "/" for whatever leads
// elsewhere: browsers read //host and /\host as another site.
func ownPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || r < ' ' }) {
		return "/"
	}
	return path
}
