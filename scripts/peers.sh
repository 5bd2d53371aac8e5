#!/usr/bin/env bash
# Installs what the bench compares the service with into TOOLS/peers, at the
# versions of bench/peers. What cannot be installed is named and left out.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${TOOLS:?the folder for tools}"
folder=$TOOLS/peers
mkdir -p "$folder"

# PocketBase is a module of its own, so that no other build pays for it.
(cd bench/peers/pocketbase && go build -o "$folder/pocketbase" .) ||
	echo "PocketBase could not be built"

if ! command -v npm >/dev/null; then
	echo "npm is not installed: no WireMock, Prism, mountebank and Mockoon"
elif ! cmp -s bench/peers/package-lock.json "$folder/package-lock.json" || [ ! -e "$folder/node_modules/.package-lock.json" ]; then
	cp bench/peers/package.json bench/peers/package-lock.json "$folder"
	# No script of a package runs.
	(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
		echo "WireMock, Prism, mountebank and Mockoon could not be installed"
fi
command -v java >/dev/null || echo "java is not installed: no WireMock"
