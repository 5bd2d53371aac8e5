package component

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
)

func (p *Page) render(w http.ResponseWriter, status int, view shown, redirect *url.URL) {
	view.Style = template.CSS(pageCSS) //nolint:gosec // it is ours
	var body bytes.Buffer
	if err := p.html.Execute(&body, view); err != nil {
		p.log.Error("authorization page", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	setHeaders(w.Header(), redirect)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	// A browser that is gone needs no answer.
	_, _ = w.Write(body.Bytes())
}

// setHeaders adds what the page says to browsers: no script, one style, no
// frames. A form may lead to the page itself and to where it redirects.
func setHeaders(h http.Header, redirect *url.URL) {
	action := "'self'"
	if redirect != nil {
		action += " " + redirect.Scheme + "://" + redirect.Host
	}
	sum := sha256.Sum256([]byte(pageCSS))
	h.Set("Content-Security-Policy", fmt.Sprintf(
		"default-src 'none'; style-src 'sha256-%s'; form-action %s; base-uri 'none'; frame-ancestors 'none'",
		base64.StdEncoding.EncodeToString(sum[:]), action))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin") // "no-referrer" would take the Origin of the form, too
}

// formToken is the name of the cookie and of the hidden field that must have
// the same value, so that no other page can answer for the administrator.
const formToken = "wxastore_form"

func (p *Page) newFormToken(w http.ResponseWriter, r *http.Request) string {
	token := base64.RawURLEncoding.EncodeToString(p.module.Random.Bytes(32))
	http.SetCookie(w, &http.Cookie{
		Name: formToken, Value: token, Path: r.URL.Path, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode,
	})
	return token
}

func (p *Page) isFormToken(r *http.Request) bool {
	cookie, err := r.Cookie(formToken)
	return err == nil && cookie.Value != "" && subtle.ConstantTimeCompare([]byte(cookie.Value), []byte(r.PostForm.Get(formToken))) == 1
}
