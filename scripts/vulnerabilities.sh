#!/usr/bin/env bash
# Looks for known vulnerabilities, when their database can be reached.
set -euo pipefail
version=v1.6.0
if ! curl -sfI --max-time 5 https://vuln.go.dev/index/modules.json >/dev/null; then
	echo "govulncheck: its database cannot be reached from here, nothing was checked"
	exit 0
fi
go run "golang.org/x/vuln/cmd/govulncheck@$version" ./...
