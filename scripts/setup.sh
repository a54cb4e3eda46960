#!/usr/bin/env bash
# Installs what "make run" or "make test" needs and this machine lacks, on Debian
# with apt-get; elsewhere it says what to install. When nothing is missing it
# does nothing and asks no network.
#
#   scripts/setup.sh run | test
set -euo pipefail

purpose=${1:?run or test}
missing=() # what cannot be installed from here
packages=()

have() { command -v "$1" >/dev/null 2>&1; }

have go || missing+=("Go, of the version in go.mod or newer")
if ! have node || ! have npm || (($(node -p 'process.versions.node.split(".")[0]') < 20)); then
	missing+=("Node.js 20 or newer, with npm")
fi

if [[ $purpose == test ]]; then
	compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb || packages+=(postgresql)
	[[ -x ${CHROMIUM:-/usr/bin/chromium-headless-shell} ]] || packages+=(chromium-headless-shell)
	have fc-list && [[ -n $(fc-list :lang=zh-cn) ]] || packages+=(fontconfig fonts-noto-cjk)
fi

if ((${#missing[@]})); then
	printf 'setup: please install %s\n' "${missing[@]}" >&2
	exit 1
fi
((${#packages[@]})) || exit 0

if ! have apt-get; then
	echo "setup: this is not Debian; please install what its packages ${packages[*]} hold:" >&2
	echo "setup: PostgreSQL's server programs, Chromium's headless shell (or name another Chromium in CHROMIUM), a font with Chinese" >&2
	exit 1
fi
as_root=()
if ((EUID != 0)); then
	if ! have sudo; then
		echo "setup: please run as root: apt-get update && apt-get install ${packages[*]}" >&2
		exit 1
	fi
	as_root=(sudo)
fi
echo "setup: installing ${packages[*]} with apt-get${as_root[0]:+ through sudo}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${packages[@]}"
