// Package pages is what the operator looks at in a browser: the console's
// pages, in English and Chinese, rendered here and kept live by server-sent
// events.
//
// It owns the templates, the style, the few scripts, and the handlers of the
// pages. It does not own who may see them (package console guards every page),
// what they show, which comes through package ops, nor the words of both
// languages (package words).
//
// # How a page is made
//
// A page is a template in html/ that fills the block "main" of layout.html. A
// part of it that changes by itself is a block of its own, in an element like
//
//	<div data-live="call" data-fragment="list">{{template "list" .}}</div>
//
// When an event of the kind comes, the script asks for the same address with
// ?fragment=list and puts the answer in its place. Without scripts the page is
// the same, but stands still. Forms are plain forms: POST, then a redirect (303) to
// an address that shows the result, so that to load it again does nothing twice.
// What is shown a single time waits in once.go meanwhile.
//
// Nothing that people sent is ever markup: html/template escapes it, the
// Content-Security-Policy knows no inline script and no inline style, and the
// bytes of pictures are answered by the console's JSON side, as an image only if
// they are one.
package pages
