#!/usr/bin/env bash
# Every kind of test once, after what they need was installed. A stage that fails does
# not keep the others from running.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${TOOLS:?the folder for tools}"
export CI=true # what only root can try, root tries
source scripts/stage.sh
source scripts/packages.sh
bash scripts/tools.sh
stage lint bash scripts/lint.sh
source scripts/tempdir.sh
source scripts/program.sh

# Tests wait for processes, browsers and clocks: more packages run than there are
# processors. Cached results would not know of other programs that changed.
tests="-count=1 -timeout 20m -p $((2 * $(getconf _NPROCESSORS_ONLN)))"

# The collector takes a fifth of the tests' time, and memory is there.
export GOGC=${GOGC:-400}

# The race detector is C: only the tests are built with cgo. What computes on one
# goroutine and takes most of the time is left as it is: SQLite, which is C that was
# translated to Go, and the parser of command lines with its regular expressions. With
# the detector in SQLite its tests take four times as long. make nightly has it in all.
#
# Short, because what takes long does the same on both databases, which the next stage
# does in full; without the tests of that stage that make one call after another. What
# -short would do less often elsewhere is done as often as without.
race() {
	export WXASTORE_SERVERS=200 WXASTORE_POWER_LOSSES=100 WXASTORE_AUTHORIZERS=300 WXASTORE_PROGRAMS=40
	CGO_ENABLED=1 go test -race -gcflags='github.com/ncruces/go-sqlite3-wasm/...=-race=false' \
		-gcflags='regexp/...=-race=false' -gcflags='github.com/alecthomas/kong=-race=false' \
		$tests -short -skip '^Test(Wire|EveryOperation|ConsoleRestoreRefused|Hostile)$' $(go list ./... | grep -Ev "$processes" | first "$both")
}

stage "race detector" race
stage "both databases, processes, those that are killed too, and pages in a browser" \
	go test $tests $(go list ./... | grep -E "$processes|$both" | first '(internal/console/tour|internal/crash|cmd/wxastore|internal/store/sqldb/postgres)$')

# What is under deploy, by the parsers of those who run it.
deploy() { cd deploy/check && go test -count=1 .; }
# What people install, made twice and installed.
releases() { cd deploy/release && go test -count=1 -timeout 20m .; }
# Other people's clients. They mostly wait.
conformance() { cd conformance && go test -count=1 -parallel 4 -v .; }

stage deploy deploy
stage releases releases
stage conformance conformance
stage vulnerabilities bash scripts/vulnerabilities.sh
stages_end
