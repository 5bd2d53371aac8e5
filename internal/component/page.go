package component

import (
	_ "embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// The paths of the authorization page: for a browser on a desk, and for one on a
// phone, which Weixin's pages and clients that others wrote spell differently.
// Weixin has them on hosts of their own.
//
//fidelity:differs the authorization page | mp.weixin.qq.com shows a code to scan with the administrator's phone; open.weixin.qq.com asks on the phone | one page on the API listener, at all three paths, asks at once | there is no phone
const (
	DesktopPath = weixin.AuthorizationPagePath
	PhonePath   = weixin.AuthorizationPhonePath
	// OlderPhonePath is the one that older SDKs lead to.
	//
	//fidelity:observed getpreauthcode older-phone-path | `/safe/bindcomponent` is the page on a phone, too, with `action=bindcomponent&no_scan=1` | address that silenceper/wechat v2 builds on mp.weixin.qq.com
	OlderPhonePath = "/safe/bindcomponent"
)

// Page is the authorization page: an administrator picks an account and the
// permission sets, and agrees or refuses.
type Page struct {
	module *Module
	clock  edge.Clock
	log    *slog.Logger
	// open reports whether who asks may agree for every account; otherwise the
	// account's app secret is asked for.
	open  func(*http.Request) bool
	cross *http.CrossOriginProtection
	html  *template.Template
}

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

// PagePaths are the paths of the authorization page.
func PagePaths() []string { return []string{DesktopPath, PhonePath, OlderPhonePath} }

// NewPage makes the authorization page. open says of a request whether it may
// agree for every account.
func NewPage(module *Module, clock edge.Clock, open func(*http.Request) bool, log *slog.Logger) (*Page, error) {
	html, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return nil, fmt.Errorf("component: %w", err)
	}
	return &Page{module: module, clock: clock, open: open, log: log, cross: http.NewCrossOriginProtection(), html: html}, nil
}

// mostCandidates is how many accounts the page lists; where there are more,
// the app id is typed.
const mostCandidates = 200

// maxForm limits the form that is sent back, in bytes.
const maxForm = 64 << 10

// shown is what the template shows.
type shown struct {
	Style template.CSS
	// Problem is why nothing can be agreed to; Refused that the administrator
	// refused.
	Problem string
	Refused bool
	// Name and AppID are the platform's.
	Name, AppID string
	Open        bool
	// Accounts are to choose from; if there are none, the app id is typed.
	Accounts []store.Account
	Only     string
	Sets     []choice
	Hidden   []field
}

type choice struct {
	ID   int
	Name string
}

type field struct{ Name, Value string }

// ServeHTTP shows the page, or takes the answer to it.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		p.show(w, r)
	case http.MethodPost:
		p.answer(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		p.render(w, http.StatusMethodNotAllowed, shown{Problem: "the page takes GET and POST"}, nil)
	}
}

func (p *Page) show(w http.ResponseWriter, r *http.Request) {
	i, err := p.module.invited(r.Context(), r.URL.Query(), p.clock())
	if err != nil {
		p.fail(w, r, err)
		return
	}
	view := shown{
		Name: i.component.Name, AppID: i.component.AppID, Open: p.open(r), Only: i.onlyAccount,
		Sets: choices(i.component.PermissionSets),
		Hidden: []field{
			{"component_appid", i.component.AppID}, {"pre_auth_code", i.preAuth}, {"redirect_uri", i.redirectGiven},
			{"auth_type", i.authType}, {"biz_appid", i.onlyAccount}, {formToken, p.newFormToken(w, r)},
		},
	}
	if p.open(r) && i.onlyAccount == "" {
		view.Accounts, err = p.module.Store.Candidates(r.Context(), kindNames(i.kinds), mostCandidates+1)
		if err != nil {
			p.fail(w, r, err)
			return
		}
		if len(view.Accounts) > mostCandidates {
			view.Accounts = nil
		} else if len(view.Accounts) == 0 {
			p.fail(w, r, refused("there is no account of the kind that the platform asks for"))
			return
		}
	}
	p.render(w, http.StatusOK, view, i.redirect)
}
