#!/usr/bin/env bash
# Brings actionlint from the Go module proxy and zizmor from the Python package index into the user's cache, unless they
# are there already; as install-victoria-metrics.sh.
set -euo pipefail
actionlint=v1.7.12
zizmor=1.32.0
bin=${XDG_CACHE_HOME:-$HOME/.cache}/heartbeat/bin
mkdir -p "$bin"
have() { [ -x "$bin/$1" ] || command -v "$1" >/dev/null; }

have actionlint || GOBIN=$bin go install -ldflags='-s -w' "github.com/rhysd/actionlint/cmd/actionlint@$actionlint"

if ! have zizmor; then
  download=$(mktemp -d)
  trap 'rm -rf "$download"' EXIT
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$download" "zizmor==$zizmor"
  python3 -m zipfile -e "$download"/zizmor-*.whl "$download"
  install -m 755 "$download/zizmor-$zizmor.data/scripts/zizmor" "$bin/zizmor"
fi
