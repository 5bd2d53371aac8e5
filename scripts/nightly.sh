#!/usr/bin/env bash
# The long rounds: what make test does once or a little, again and again, with
# the race detector in all that computes in the test, and on both databases. A stage that
# fails does not keep the others from running; STAGES names those that run, such as
# STAGES="large fuzz".
set -euo pipefail
cd "$(dirname "$0")/.."
: "${TOOLS:?the folder for tools}"
export CI=true
source scripts/stage.sh
source scripts/packages.sh
export GOGC=${GOGC:-400} # as in make test

export WXASTORE_CRASH_ROUNDS=${WXASTORE_CRASH_ROUNDS:-50}       # kills, on each database
export WXASTORE_FAILOVER_ROUNDS=${WXASTORE_FAILOVER_ROUNDS:-20} # failovers; 5 with a service killed, 5 cuts, 3 rolling restarts
export WXASTORE_PATRONI_ROUNDS=${WXASTORE_PATRONI_ROUNDS:-20}   # failovers that Patroni carries out
export WXASTORE_SERVERS=${WXASTORE_SERVERS:-1000}               # test servers side by side
export WXASTORE_RIDS=${WXASTORE_RIDS:-10000}                    # calls that are looked up by rid
export WXASTORE_FLEET_KILLS=${WXASTORE_FLEET_KILLS:-200}        # kills of a fleet run, 20 with the race detector
export WXASTORE_QUOTAS=${WXASTORE_QUOTAS:-10}                   # quotas that 64 clients spend, on each database
export WXASTORE_POWER_LOSSES=${WXASTORE_POWER_LOSSES:-2000}     # moments at which the power is cut
export WXASTORE_TOUR_WAYS=${WXASTORE_TOUR_WAYS:-4}              # languages and widths in which each task of the console is done
export WXASTORE_COPIED_MERCHANTS=${WXASTORE_COPIED_MERCHANTS:-20000} # merchants in a snapshot that is copied twice
export WXASTORE_MOVED_MERCHANTS=${WXASTORE_MOVED_MERCHANTS:-5000}    # merchants moved between the databases
export WXASTORE_PLATFORMS=${WXASTORE_PLATFORMS:-all}            # what releases are made for

bash scripts/tools.sh # more of them for all platforms
source scripts/program.sh

# Tests wait for processes, browsers and clocks: more packages run than there are
# processors.
tests="-count=1 -timeout 90m -p $((2 * $(getconf _NPROCESSORS_ONLN)))"

# Everything that computes in the test itself, SQLite too, with the race detector.
race() {
	export WXASTORE_FLEET_KILLS=20 # each starts two processes, which take their time with it
	CGO_ENABLED=1 go test -race $tests $(go list ./... | grep -Ev "$programs" |
		first '(internal/app|internal/store/sqldb/postgres|internal/store/sqldb/sqlite|internal/snapshot)$')
}

programs() { go test $tests $(go list ./... | grep -E "$programs|/client/fleet\$" | first 'internal/crash$'); }

# 10,000 authorizers, two processes, one store. With the race detector it would take a
# quarter of an hour.
authorizers() {
	WXASTORE_AUTHORIZERS=${WXASTORE_AUTHORIZERS:-10000} go test -count=1 -timeout 15m -run 'TestCrowd$' -v ./client/...
}

# A million merchants: search, a row, long histories; docs/scale.md and
# docs/performance.md have the figures. WXASTORE_LARGE is how often each is measured.
large() {
	for engine in sqlite postgres; do
		go test "./internal/store/sqldb/$engine" -run '^$' -bench 'Search$|Large$' -benchtime "${WXASTORE_LARGE:-20}x" -timeout 60m
	done
}

# Other people's clients, with the state in SQLite and in PostgreSQL.
conformance() {
	go build -o "$TOOLS/with-postgres" ./internal/store/sqldb/postgres/pgtest/run
	cd conformance
	go test -count=1 -parallel 4 -v .
	"$TOOLS/with-postgres" go test -count=1 -parallel 4 -v .
}

# A release for every platform, twice, and once without a cache. The tests are compiled
# for Windows without paths, so that the release finds the packages in its cache.
releases() {
	GOOS=windows go vet -trimpath ./...
	cd deploy/release
	go test -count=1 -timeout 60m -v .
}

for name in ${STAGES:-race programs authorizers large conformance releases fuzz vulnerabilities}; do
	case $name in
	fuzz) stage fuzz bash scripts/fuzz.sh ;;
	vulnerabilities) VULNDB=latest stage vulnerabilities bash scripts/vulnerabilities.sh ;;
	*) stage "$name" "$name" ;;
	esac
done
stages_end
