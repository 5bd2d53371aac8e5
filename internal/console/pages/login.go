package pages

import (
	"net/http"
	"net/url"
	"strings"
)

// login asks for the console's token.
func (s *site) login(w http.ResponseWriter, r *http.Request) error {
	return s.showLogin(w, r, http.StatusOK, "")
}

func (s *site) showLogin(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	next := r.FormValue("next")
	return s.show(w, r, answer{page: "login", status: status, problem: problem, data: map[string]any{"Next": ownPath(next)}})
}

// signIn begins a session for who knows the token.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) error {
	if !s.Sessions.Begin(w, r, strings.TrimSpace(r.PostFormValue("token"))) {
		s.Log.Warn("console: a wrong token", "from", r.RemoteAddr)
		return s.showLogin(w, r, http.StatusUnauthorized, "login.wrong")
	}
	http.Redirect(w, r, ownPath(r.PostFormValue("next")), http.StatusSeeOther)
	return nil
}

func (s *site) signOut(w http.ResponseWriter, r *http.Request) error {
	s.Sessions.End(w, r)
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
