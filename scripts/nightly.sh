#!/usr/bin/env bash
# The long rounds: what make test does once or a little, again and again, with
# the race detector where that takes longest, and on both databases.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${TOOLS:?the folder for tools}"
export CI=true
export WXASTORE_PLATFORMS=all # releases for every platform
bash scripts/tools.sh

echo "== all tests with the race detector, in long rounds"
export WXASTORE_CRASH_ROUNDS=${WXASTORE_CRASH_ROUNDS:-50}       # kills, on each database
export WXASTORE_FAILOVER_ROUNDS=${WXASTORE_FAILOVER_ROUNDS:-20} # failovers; 5 with a service killed, 5 cuts, 3 rolling restarts
export WXASTORE_PATRONI_ROUNDS=${WXASTORE_PATRONI_ROUNDS:-20}   # failovers that Patroni carries out
export WXASTORE_SERVERS=${WXASTORE_SERVERS:-1000}               # test servers side by side
export WXASTORE_RIDS=${WXASTORE_RIDS:-10000}                    # calls that are looked up by rid
export WXASTORE_FLEET_KILLS=${WXASTORE_FLEET_KILLS:-200}       # kills of a fleet run
export WXASTORE_QUOTAS=${WXASTORE_QUOTAS:-10}                   # quotas that 64 clients spend, on each database
export WXASTORE_POWER_LOSSES=${WXASTORE_POWER_LOSSES:-2000}     # moments at which the power is cut
export WXASTORE_TOUR_WAYS=${WXASTORE_TOUR_WAYS:-4}              # languages and widths in which each task of the console is done
export WXASTORE_COPIED_MERCHANTS=${WXASTORE_COPIED_MERCHANTS:-20000} # merchants in a snapshot that is copied twice
export WXASTORE_MOVED_MERCHANTS=${WXASTORE_MOVED_MERCHANTS:-5000}    # merchants moved between the databases

CGO_ENABLED=1 go test -race -count=1 -timeout 40m ./... # SQLite too
echo "== ${WXASTORE_AUTHORIZERS:=10000} authorizers, two processes, one store"
# Without the race detector, which would take a quarter of an hour.
WXASTORE_AUTHORIZERS=$WXASTORE_AUTHORIZERS go test -count=1 -timeout 15m -run 'TestCrowd$' -v ./client/...

echo "== a million merchants: search, a row, long histories; docs/scale.md and docs/performance.md have the figures"
# WXASTORE_LARGE is how often each is measured.
for engine in sqlite postgres; do
	go test "./internal/store/sqldb/$engine" -run '^$' -bench 'Search$|Large$' -benchtime "${WXASTORE_LARGE:-20}x" -timeout 60m
done

echo "== conformance, with the state in SQLite and in PostgreSQL"
go build -o "$TOOLS/with-postgres" ./internal/store/sqldb/postgres/pgtest/run
(cd conformance && go test -count=1 -parallel 4 -v . && "$TOOLS/with-postgres" go test -count=1 -parallel 4 -v .)

echo "== tests for Windows, as far as they compile"
GOOS=windows go vet -trimpath ./... # without paths, so that the release has it in its cache

echo "== a release for every platform, twice, and once without a cache"
(cd deploy/release && go test -count=1 -timeout 60m -v .)

bash scripts/fuzz.sh
VULNDB=latest bash scripts/vulnerabilities.sh
