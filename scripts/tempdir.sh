# Sourced: lets the tests keep their folders in memory where there is room, since
# they open hundreds of databases, each of which flushes. make nightly does not:
# there the disk is tried.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && [ "$(df --output=avail /dev/shm | tail -n 1)" -gt $((8 << 20)) ]; then
	folder=$(mktemp -d /dev/shm/wxastore.XXXXXX)
	chmod 711 "$folder" # PostgreSQL runs as a user of its own
	printf '#!/bin/sh\n' >"$folder/runs" && chmod 700 "$folder/runs"
	if "$folder/runs" 2>/dev/null; then # it may be mounted noexec
		export GOTMPDIR=${GOTMPDIR:-/tmp} TMPDIR=$folder
		trap 'rm -rf "$TMPDIR"' EXIT
	else
		rm -rf "$folder"
	fi
fi
