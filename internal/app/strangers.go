package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/component"
	"github.com/wxastore/wxastore/internal/origin"
	"github.com/wxastore/wxastore/weixin"
)

// withoutPages keeps web pages from the demo's account, whose secret they all
// know: those that a browser on this machine shows could use it, and one whose
// own name its owner points here could read the answers, too. A program sends
// nothing of what browsers say of a page. The authorization page is led to by
// pages of platforms, and sees to its own safety. A preflight changes nothing and
// is answered as ever, which no browser takes for a yes.
//
//fidelity:choice all web-page | with `--demo`: HTTP 403 for what a browser sends for a page of another origin (`Sec-Fetch-Site`, `Origin`), and under a public name that is neither Weixin's nor of `--hosts`
func (a *App) withoutPages(api http.Handler) http.Handler {
	if !a.config.Demo {
		return api
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !a.ownName(r.Host):
			http.Error(w, "This is the demo of wxastore, and it is not reached by this name, which could be anybody's: use 127.0.0.1, or name it with --hosts.", http.StatusForbidden)
		case origin.OtherPage(r) && r.Method != http.MethodOptions && !forPages(r.URL.Path):
			http.Error(w, "A web page of another origin may not use wxastore's demo, as no page may use Weixin's API: call it from a server.", http.StatusForbidden)
		default:
			api.ServeHTTP(w, r)
			return
		}
		a.log.Warn("the demo refused a web page", "host", fmt.Sprintf("%.100s", r.Host), "origin", fmt.Sprintf("%.100s", r.Header.Get("Origin")), "client", r.RemoteAddr)
	})
}

// forPages reports whether pages of other origins may lead to a path: that of the
// authorization page, and those of pictures, which pages show.
func forPages(path string) bool {
	return slices.Contains(component.PagePaths(), path) ||
		slices.ContainsFunc(weixin.PictureFormats(), func(f weixin.PictureFormat) bool { return strings.HasPrefix(path, f.Folder) })
}

// ownName reports whether a Host header is Weixin's, one of --hosts, or a name
// that no stranger can have.
func (a *App) ownName(host string) bool {
	name, ok := origin.HostName(host)
	if !ok || !origin.Rebindable(name) {
		return true
	}
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".weixin.qq.com") || name == weixin.PictureHost || slices.Contains(a.config.Hosts, name)
}

// openPage reports whether a request may agree to an authorization for every
// account: where nobody but this machine reaches the API, and its users were
// told to be one, as by the console.
func (a *App) openPage(r *http.Request) bool {
	return (a.config.Demo || a.config.ConsoleOpen) && loopback(a.config.Listen) && !a.caughtElsewhere() && origin.Forwarded(r) == ""
}
