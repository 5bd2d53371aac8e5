package client

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// secrets are the credentials of one request, to be kept out of errors.
type secrets []string

// add returns s with value, if a parameter of this name holds a credential.
func (s secrets) add(name, value string) secrets {
	if value == "" || !weixin.IsCredential(name) {
		return s
	}
	return append(s[:len(s):len(s)], value)
}

// shown finds credentials in whatever a service may answer: by their names, in
// JSON, addresses, forms, XML and prose, and by the shapes that Weixin's have.
var shown = regexp.MustCompile(`(?i)` +
	`(` + weixin.CredentialNames() + `\\*["']\s*:\s*\\*["'])[^"'\\]+` +
	`|(` + weixin.CredentialNames() + `(?:=|%3d|:\s?))[^\s"'&<>\\,;]+` +
	`|(<` + weixin.CredentialNames() + `>\s*(?:<!\[CDATA\[)?)[^<>\]]+` +
	`|(\b[a-z]+@@@)[\w-]+` +
	`|(\b\d{1,3}_)[\w-]{40,}`)

// redact replaces the credentials in text, plain and as URLs have them.
func (s secrets) redact(text string) string {
	for _, secret := range s {
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
			text = strings.ReplaceAll(text, form, "[redacted]")
		}
	}
	return shown.ReplaceAllString(text, `${1}${2}${3}${4}${5}[redacted]`)
}

// clean returns err if neither it nor an error that it wraps says a
// credential, and otherwise an error with the credentials replaced, which
// wraps nothing but the reason for which a context ended.
func (s secrets) clean(err error) error {
	dirty := false
	for e := err; e != nil; e = errors.Unwrap(e) {
		dirty = dirty || s.redact(e.Error()) != e.Error()
	}
	if !dirty {
		return err
	}
	for _, reason := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, reason) {
			return reason
		}
	}
	return errors.New(s.redact(err.Error()))
}
