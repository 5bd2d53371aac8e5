// Package wireapi describes Weixin's interfaces as an OpenAPI document, made of their
// declarations, so that clients of any language can be made from it.
//
// It owns the document's form. It does not own what it says, which package weixin
// declares. docs/weixin.openapi.json is the document as a file.
package wireapi
