#!/usr/bin/env bash
# Installs what the tests need (Debian's packages where root and apt are there)
# and runs all of them. A tool that is missing afterwards fails the run.
set -euo pipefail
cd "$(dirname "$0")/.."

need() { command -v "$1" >/dev/null; }
if ! { need curl && need gcc; } && need apt-get && [ "$(id -u)" = 0 ]; then
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq curl gcc libc6-dev >/dev/null
fi
for tool in go git curl gcc; do
	need "$tool" || { echo "make test needs $tool: install it"; exit 1; }
done

echo "== lint"
bash scripts/lint.sh

echo "== tests, with the race detector"
# The race detector is C: only the tests are built with cgo.
CGO_ENABLED=1 WXASTORE_CRASH_ROUNDS=${WXASTORE_CRASH_ROUNDS:-50} go test -race -timeout 15m ./...

echo "== conformance: other people's clients"
(cd conformance && go test -count=1 -v ./...)

bash scripts/vulnerabilities.sh
