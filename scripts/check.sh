#!/usr/bin/env bash
# What a change is tried with while it is made: form, and every kind of test that is
# quick and needs Go alone, without the race detector. Cached results count.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${TOOLS:?the folder for tools}"
unformatted=$(gofmt -l $(git ls-files '*.go'))
[ -z "$unformatted" ] || { echo "gofmt would change:" $unformatted; exit 1; }
source scripts/tempdir.sh
source scripts/packages.sh
source scripts/program.sh
export WXASTORE_GO_ALONE=1
# Tests wait for processes, browsers and clocks: more packages run than there are
# processors.
go test -short -p "$((2 * $(getconf _NPROCESSORS_ONLN)))" $(go list ./... | grep -Ev "$elsewhere" | first "$both")
