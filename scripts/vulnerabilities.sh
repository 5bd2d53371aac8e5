#!/usr/bin/env bash
# Looks for known vulnerabilities in what the service calls. Their database is a
# Go module, so it comes the way every module does. VULNDB is its version, or
# latest for what has become known since.
set -euo pipefail
: "${TOOLS:?the folder for tools}"
govulncheck=v1.6.0
: "${VULNDB:=v0.0.0-20261105234957-e22db6528018}"

if ! go version -m "$TOOLS/govulncheck" 2>/dev/null | grep -q "golang.org/x/vuln[[:space:]]$govulncheck\b"; then
	echo "installing govulncheck $govulncheck"
	GOBIN=$TOOLS CGO_ENABLED=0 go install "golang.org/x/vuln/cmd/govulncheck@$govulncheck"
fi
if ! module=$(go mod download -json "golang.org/x/vulndb@$VULNDB"); then
	echo "govulncheck: NOTHING WAS CHECKED, the database golang.org/x/vulndb@$VULNDB cannot be had: $module"
	exit 0
fi
database=$(sed -n 's/^[[:space:]]*"Dir": "\(.*\)",$/\1/p' <<<"$module")
echo "govulncheck: $(go version), against golang.org/x/vulndb $(sed -n 's/^[[:space:]]*"Version": "\(.*\)",$/\1/p' <<<"$module"), $(ls "$database/data/osv" | wc -l) entries"
"$TOOLS/govulncheck" -db "file://$database/data/osv" ./...
