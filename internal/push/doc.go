// Package push receives what Weixin pushes: it is the HTTP side of every receiver.
//
// It owns: which query and body a push must have, how old it may be, the answer to a
// check of the URL, that a push which comes again is handled once, and what is
// answered. It does not own keys and what is in a push: the receivers of packages
// component and message do.
package push
