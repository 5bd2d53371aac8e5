// Package check reads what is under deploy with the parsers of those who will
// run it: Kubernetes' own types and kustomize, Compose's loader, BuildKit's
// parser of Dockerfiles, systemd-analyze, promtool. They are strict: a field that does
// not exist is an error. None of it needs a network. The image is tried by the test of
// the release.
//
// It is a module of its own, so that nobody else downloads all of these.
package check
