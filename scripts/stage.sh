# Sourced: stages that all run, whatever became of those before, and a table of
# them at the end.
stages_passed=() stages_failed=()

# stage NAME COMMAND... runs a stage, a command that ends at its first failure.
stage() {
	local name=$1 began=$SECONDS result
	shift
	echo "== $name (after $SECONDS s)"
	set +e # in a condition, set -e would not hold in the stage
	(set -e; "$@")
	result=$?
	set -e
	if [ "$result" = 0 ]; then
		stages_passed+=("$name: $((SECONDS - began)) s")
	else
		stages_failed+=("$name: $((SECONDS - began)) s")
	fi
}

# stages_end prints the table and ends with 1 when a stage failed.
stages_end() {
	echo "== all stages, $SECONDS s"
	printf 'passed  %s\n' "${stages_passed[@]}"
	[ ${#stages_failed[@]} = 0 ] && return
	printf 'FAILED  %s\n' "${stages_failed[@]}"
	return 1
}
