package console

import (
	"context"
	"net/http"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/pages"
	"github.com/wxastore/wxastore/internal/said"
)

// route is an operation with what answers it. It is what the handler is mounted by
// and what the OpenAPI document is made of.
type route struct {
	api.Operation
	// open routes are for everybody; the others are guarded.
	open  bool
	serve http.Handler
}

// file declares an operation that answers bytes in a way of its own.
func file(path, doc, media string, serve http.Handler) route {
	return route{Operation: api.Declare[api.None, api.File](api.Operation{Method: http.MethodGet, Path: path, Doc: doc, Media: media}).Operation, serve: serve}
}

// servedPaths is all that the console answers. The test of the guard goes through
// it, so what is not listed here is not tested.
func servedPaths(c Config, g *guard) ([]served, pages.Unserved, error) {
	var all []served
	for _, r := range routes(c) {
		s := served{pattern: r.Method + " " + r.Path, handler: r.serve}
		if r.open {
			s.access = public
		}
		all = append(all, s)
	}
	own, unserved, err := pages.New(pages.Config{
		Console: c.Console, Ready: c.Ready, Sessions: g, APIURL: c.APIURL, DemoAppID: c.DemoAppID, DemoSecret: c.DemoSecret, Log: c.Log,
	})
	if err != nil {
		return nil, nil, said.Errorf("console: %w", err)
	}
	for _, p := range own {
		s := served{pattern: p.Pattern, handler: p.Serve}
		if p.Open {
			s.access = signingIn
		}
		all = append(all, s)
	}
	return all, unserved, nil
}

// routes are all routes of the JSON API, health included.
func routes(c Config) []route {
	all := append(healthRoutes(c), profileRoutes()...)
	all = append(all, metricsRoute(c), route{Operation: api.Feed.Operation, serve: feed(c)}, signInRoute(c))
	for _, o := range c.Console.Operations() {
		all = append(all, route{Operation: o, serve: serveOperation(c, o, func(ctx context.Context, in any) (any, error) {
			return c.Console.Run(ctx, o, in)
		})})
	}
	all = append(all, file("/openapi/weixin.json", "Weixin's interfaces, as the API answers them, as an OpenAPI document.", "application/json", wireDocument()))
	itself := file("/openapi.json", "This document.", "application/json", nil)
	itself.serve = document(append(all, itself))
	return append(all, itself)
}
