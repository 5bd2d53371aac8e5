#!/bin/sh
# Makes agent.jar, which wxastore carries, from the sources next to it. Needs JDK 17.
set -eu
cd "$(dirname "$0")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
javac --release 8 -Xlint:-options -g:none -d "$out" Lead.java LeadSockets.java
printf 'Premain-Class: wxastore.Lead\n' >"$out/manifest"
jar --create --file agent.jar --manifest "$out/manifest" --date=2026-01-01T00:00:00Z -C "$out" wxastore
