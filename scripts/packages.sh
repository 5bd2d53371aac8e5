# Sourced: which packages run how. Patterns of import paths for grep -E.

# What tries the built program, as a process or in a browser: the race detector would see
# the test alone.
programs='wxastore/(cmd/wxastore|internal/crash|internal/doctest|internal/console/tour)$'

# What runs the service or the command line as a process, or reads source and text,
# gains nothing from the race detector in the test, and the browser little: they take
# three to five times as long with it, a database driver in Go ten times.
processes='wxastore/(wxastore|bench|client/fleet|cmd/wxastore|internal/cli.*|internal/crash|internal/doctest|internal/fidelity|internal/words|internal/wireapi/typescript|internal/console/tour|internal/store/sqldb/otherdriver)$'

# What is little without the programs that make tools installs, does what others do, or
# takes longer to link than to test: make check leaves it to make test.
elsewhere='(bench|client/fleet|internal/(cli/(parity|serve)|console/tour|crash|store/blobs3|store/sqldb/(postgres|otherdriver)|wireapi/typescript))$'

# What does the same on both databases, or on each interface in turn: one run in full, and
# a short one with the race detector.
both='internal/(app|snapshot|store/sqldb/postgres)$'

# first prints the packages that are read, those first whose tests take longest: what
# begins last ends alone, on one processor.
first() {
	local all
	all=$(cat)
	grep -E "$1" <<<"$all"
	grep -Ev "$1" <<<"$all"
}
