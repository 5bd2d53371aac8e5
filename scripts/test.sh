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

# What runs the service or the command line as a process, or reads source and text,
# gains nothing from the race detector in the test, and the browser little: they take
# three to five times as long with it, a database driver in Go ten times. make nightly
# runs all with it.
processes='wxastore/(wxastore|bench|client/fleet|cmd/wxastore|internal/cli.*|internal/crash|internal/doctest|internal/fidelity|internal/words|internal/console/tour|internal/store/sqldb/otherdriver)$'
# Tests wait for processes, browsers and clocks: more packages run than there are
# processors.
parallel=$((2 * $(getconf _NPROCESSORS_ONLN)))

# The collector takes a fifth of the tests' time, and memory is there.
export GOGC=${GOGC:-400}

# begin prints the packages that are read, those first whose tests take longest: what
# begins last ends alone, on one processor.
begin() {
	local all
	all=$(cat)
	grep -E "$1" <<<"$all"
	grep -Ev "$1" <<<"$all"
}

# stage says how far the run is, and when.
stage() { echo "== $* (after $SECONDS s)"; }

stage "tests, with the race detector"
# The race detector is C: only the tests are built with cgo. What computes on one
# goroutine and takes most of the time is left as it is: SQLite, which is C that was
# translated to Go, and the parser of command lines with its regular expressions. With
# the detector in SQLite its tests take four times as long. Some tests build the binary
# themselves, which a cached result would not know of: -count=1.
CGO_ENABLED=1 go test -race -gcflags='github.com/ncruces/go-sqlite3-wasm/...=-race=false' \
	-gcflags='regexp/...=-race=false' -gcflags='github.com/alecthomas/kong=-race=false' \
	-count=1 -timeout 20m -p "$parallel" $(go list ./... | grep -Ev "$processes" | begin 'internal/(store/sqldb/postgres|app|snapshot)$')

stage "what reads the source, processes, those that are killed too, and pages in a browser"
go test -count=1 -timeout 20m -p "$parallel" $(go list ./... | grep -E "$processes" | begin '(internal/console/tour|internal/crash|cmd/wxastore)$')

stage "what is under deploy, by the parsers of those who run it"
(cd deploy/check && go test -count=1 .)

stage "what people install, made twice and installed"
(cd deploy/release && go test -count=1 -timeout 20m .)

stage "conformance: other people's clients"
(cd conformance && go test -count=1 -parallel 4 -v .) # judges mostly wait

bash scripts/vulnerabilities.sh
