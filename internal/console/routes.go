package console

import (
	"fmt"
	"net/http"
	"reflect"

	"github.com/wxastore/wxastore/internal/console/pages"
)

// route is one thing that the JSON API answers. It is what the handler is
// mounted by and what the OpenAPI document is made of.
type route struct {
	// method and path are as http.ServeMux has them.
	method, path string
	// summary says in a few words what it does.
	summary string
	// open routes are for everybody; the others are guarded.
	open bool
	// query are the parameters of the URL.
	query []param
	// request and response are the bodies; none is the zero value.
	request, response body
	serve             http.Handler
}

// param is a parameter of the URL's query.
type param struct{ name, doc string }

// body is a request or an answer.
type body struct {
	// is the type of a JSON body; nil for another one.
	is reflect.Type
	// media is the media type, where the body is not JSON.
	media string
}

// jsonBody is a body that a T is read from or written to.
func jsonBody[T any]() body { return body{is: reflect.TypeFor[T]()} }

// everything is all that the console answers. The test of the guard goes
// through it, so what is not listed here is not tested.
func everything(c Config, g *guard) ([]served, error) {
	var all []served
	for _, r := range routes(c) {
		s := served{pattern: r.method + " " + r.path, handler: r.serve}
		if r.open {
			s.whom = everybody
		}
		all = append(all, s)
	}
	own, err := pages.New(pages.Config{Ports: c.Ports, Sessions: g, APIURL: c.APIURL, Log: c.Log})
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	for _, p := range own {
		s := served{pattern: p.Pattern, handler: p.Serve}
		if p.Open {
			s.whom = aStranger
		}
		all = append(all, s)
	}
	return all, nil
}

// routes are all routes of the JSON API, health included.
func routes(c Config) []route {
	var all []route
	for _, some := range [][]route{
		healthRoutes(c), signInRoutes(c), accountRoutes(c), merchantRoutes(c), pictureRoutes(c), callRoutes(c), feedRoutes(c),
		interfaceRoutes(c), sendRoutes(c), clockRoutes(c), faultRoutes(c),
		componentRoutes(c), eventRoutes(c), stateRoutes(c), metricRoutes(c), profileRoutes(),
	} {
		all = append(all, some...)
	}
	itself := route{method: "GET", path: "/openapi.json", summary: "This document.", response: body{media: "application/json"}}
	itself.serve = document(append(all, itself))
	return append(all, itself)
}
