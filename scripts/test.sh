#!/usr/bin/env bash
# Every kind of test once, after what they need was installed.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${TOOLS:?the folder for tools}"
export CI=true # what only root can try, root tries
bash scripts/tools.sh

echo "== lint"
bash scripts/lint.sh
source scripts/tempdir.sh

# What runs the service as a process gains nothing from the race detector in the
# test, and the browser little; a database driver in Go takes ten times as long with
# it. make nightly runs all with it.
processes='/(bench|internal/crash|internal/console/tour|internal/store/sqldb/otherdriver)$'

echo "== tests, with the race detector"
# The race detector is C: only the tests are built with cgo. What computes on one
# goroutine and takes most of the time is left as it is: SQLite, which is C that was
# translated to Go, and the parser of command lines with its regular expressions. With
# the detector in SQLite its tests take four times as long. Some tests build the binary
# themselves, which a cached result would not know of: -count=1.
CGO_ENABLED=1 go test -race -gcflags='github.com/ncruces/go-sqlite3-wasm/...=-race=false' \
	-gcflags='regexp/...=-race=false' -gcflags='github.com/alecthomas/kong=-race=false' \
	-count=1 -timeout 10m $(go list ./... | grep -Ev "$processes")

echo "== processes that are killed, and pages in a browser"
go test -count=1 -timeout 10m $(go list ./... | grep -E "$processes")

echo "== what is under deploy, by the parsers of those who run it"
(cd deploy/check && go test -count=1 .)

echo "== conformance: other people's clients"
(cd conformance && go test -count=1 -parallel 4 -v .) # judges mostly wait

bash scripts/vulnerabilities.sh
