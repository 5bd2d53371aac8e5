#!/usr/bin/env bash
# Checks form, lint rules, module files and cross builds. TOOLS is the folder
# for tools that are not there yet.
set -euo pipefail
: "${TOOLS:?the folder for tools}"
golangci=v2.15.0

unformatted=$(gofmt -l $(git ls-files '*.go'))
if [ -n "$unformatted" ]; then
	echo "gofmt would change:" "$unformatted"
	exit 1
fi
go vet ./...
(cd conformance && go vet ./...)
(cd deploy/check && go vet ./...)
(cd deploy/release && go vet ./...)
go mod tidy -diff
(cd conformance && go mod tidy -diff)
(cd deploy/check && go mod tidy -diff)
(cd deploy/release && go mod tidy -diff)

if ! "$TOOLS/golangci-lint" version 2>/dev/null | grep -q "${golangci#v}"; then
	echo "installing golangci-lint $golangci"
	GOBIN=$TOOLS go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$golangci"
fi
"$TOOLS/golangci-lint" run ./...

# Linux is what the tests compile, and the long rounds release for all. Without paths, so
# that the release has it in its cache; without the commands, which would be linked.
for system in darwin/arm64 windows/amd64; do
	CGO_ENABLED=0 GOOS=${system%/*} GOARCH=${system#*/} go build -trimpath ./internal/cli/...
	echo "compiles for $system"
done
GOOS=windows go vet -trimpath ./cmd/...
