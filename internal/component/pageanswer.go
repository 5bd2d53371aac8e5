package component

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
)

// answer takes the administrator's answer.
//
//fidelity:choice getpreauthcode refusal | a refusal stays on the page: nothing is redirected
func (p *Page) answer(w http.ResponseWriter, r *http.Request) {
	if err := p.cross.Check(r); err != nil {
		p.fail(w, r, refused("the answer comes from a page of another origin"))
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		p.fail(w, r, refused("the answer cannot be read"))
		return
	}
	if !p.isFormToken(r) {
		p.fail(w, r, refused("the answer does not come from this page, or the browser keeps no cookies: open the page again"))
		return
	}
	form := r.PostForm
	i, err := p.module.invited(r.Context(), form, p.clock())
	if err != nil {
		p.fail(w, r, err)
		return
	}
	if form.Get("decision") != "agree" {
		p.render(w, http.StatusOK, shown{Refused: true, Name: i.component.Name, AppID: i.component.AppID}, nil)
		return
	}
	code, err := p.agree(r, i, form)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.log.Info("authorized on the page", "component", i.component.AppID, "account", form.Get("appid"))
	setHeaders(w.Header(), i.redirect)
	http.Redirect(w, r, withCode(i.redirect, code), http.StatusSeeOther)
}

// agree grants what was chosen.
func (p *Page) agree(r *http.Request, i invitation, form url.Values) (code string, err error) {
	appID := form.Get("appid")
	if !p.open(r) {
		if err := p.module.Secrets.ProveOwner(r.Context(), appID, form.Get("secret")); err != nil {
			return "", refusedBecause(err)
		}
	}
	account, err := p.module.Store.Account(r.Context(), appID)
	if errors.Is(err, store.ErrNotFound) {
		return "", refused("no account has this app id")
	}
	if err != nil {
		return "", err
	}
	if err := i.invites(account); err != nil {
		return "", err
	}
	var sets []int
	for _, text := range form["set"] {
		id, err := strconv.Atoi(text)
		if err != nil {
			return "", refused("a permission set is not a number")
		}
		sets = append(sets, id)
	}
	return p.module.agree(r.Context(), i.component.AppID, appID, i.preAuth, sets, p.clock())
}

// refusedBecause says no more of a wrong secret than that it is wrong.
func refusedBecause(err error) error {
	if _, ok := errors.AsType[*edge.Refusal](err); ok {
		return refused("app id and secret are not those of an account")
	}
	return err
}

// fail shows why nothing can be agreed to.
func (p *Page) fail(w http.ResponseWriter, r *http.Request, err error) {
	problem, ok := errors.AsType[refused](err)
	if ok {
		p.log.Warn("authorization page", "path", r.URL.Path, "refused", string(problem))
		p.render(w, http.StatusBadRequest, shown{Problem: string(problem)}, nil)
		return
	}
	p.log.Error("authorization page failed", "path", r.URL.Path, "error", err)
	p.render(w, http.StatusInternalServerError, shown{Problem: "the service failed; its log says how"}, nil)
}
