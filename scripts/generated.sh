#!/usr/bin/env bash
# Fails when a committed *_templ.go is not what its *.templ makes. The code is
# made in a folder beside, so that checking changes nothing.
set -euo pipefail

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

sources() { find . \( -name node_modules -o -name .git -o -path ./bin \) -prune -o -name "$1" -print | sed "s,^\./,," | LC_ALL=C sort; }

sources '*.templ' | tar -cf - -T - | tar -xf - -C "$fresh"
cp go.mod go.sum "$fresh"
(cd "$fresh" && go tool templ generate >log 2>&1) || { cat "$fresh/log" >&2; exit 1; }

stale=$(comm -3 <(sources '*_templ.go') <(cd "$fresh" && sources '*_templ.go') | tr -d '\t')
while read -r file; do
	[[ ! -e $file ]] || cmp -s "$file" "$fresh/$file" || stale+=$'\n'$file
done < <(cd "$fresh" && sources '*_templ.go')

if [[ -n $stale ]]; then
	echo "generated: not what the sources make (make generate, then commit):" >&2
	sed '/^$/d; s/^/  /' <<<"$stale" >&2
	exit 1
fi
