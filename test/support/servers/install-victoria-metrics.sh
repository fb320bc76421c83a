#!/usr/bin/env bash
# Builds VictoriaMetrics, single node, from the Go module proxy into the user's cache, unless it is there already; with
# --older one of 2022, as victoria-metrics-older.
# `go install module@version` wants the list of versions, which not every proxy gives; a download of one does not.
set -euo pipefail
name=victoria-metrics version=v1.110.0
if [ "${1:-}" = --older ]; then name=victoria-metrics-older version=v1.79.0; fi
target=${XDG_CACHE_HOME:-$HOME/.cache}/heartbeat/bin/$name
if [ -x "$target" ] || [ -x "$HOME/go/bin/$name" ] || command -v "$name" >/dev/null; then exit 0; fi
command -v go >/dev/null || { echo 'VictoriaMetrics cannot be built: there is no go' >&2; exit 1; }
echo "building VictoriaMetrics $version"
module=$(go mod download -json "github.com/VictoriaMetrics/VictoriaMetrics@$version" | sed -n 's/.*"Dir": "\(.*\)",*/\1/p')
mkdir -p "$(dirname "$target")"
cd "$module"
CGO_ENABLED=0 go build -mod=mod -o "$target" ./app/victoria-metrics
