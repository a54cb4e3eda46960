#!/usr/bin/env bash
# Makes each target in turn, past one that fails, so that one run shows all that
# is wrong; then says how each ended and how long it took.
#
#   scripts/check.sh TARGET…
set -uo pipefail

failed=0
summary=()
for target; do
	printf '\n── %s\n' "$target"
	SECONDS=0
	if make "$target"; then
		ended=ok
	else
		ended=FAILED
		failed=1
	fi
	summary+=("$(printf '%-14s %-7s %3d s' "$target" "$ended" "$SECONDS")")
done
printf '\n'
printf '%s\n' "${summary[@]}"
exit "$failed"
