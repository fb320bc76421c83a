#!/usr/bin/env bash
# Builds Prometheus 3 from the Go module proxy into the user's cache, unless it is there already; as install-victoria-metrics.sh.
# It takes four minutes of processor time, so CI does without: suites that want it are skipped where it is absent.
# Without its web pages, and without the service discoveries, which are most of its code. GOWORK: the module brings a work file.
set -euo pipefail
version=3.13.5
target=${XDG_CACHE_HOME:-$HOME/.cache}/heartbeat/bin/prometheus3
if [ -x "$target" ] || [ -x "$HOME/go/bin/prometheus3" ] || command -v prometheus3 >/dev/null; then exit 0; fi
command -v go >/dev/null || { echo 'Prometheus 3 cannot be built: there is no go' >&2; exit 1; }
echo "building Prometheus $version"
# As a Go module, 3.13.5 is v0.313.5.
module=$(go mod download -json github.com/prometheus/prometheus@v0.313.5 | sed -n 's/.*"Dir": "\(.*\)",*/\1/p')
mkdir -p "$(dirname "$target")"
cd "$module"
GOWORK=off CGO_ENABLED=0 go build -mod=mod -tags remove_all_sd \
  -ldflags="-s -w -X github.com/prometheus/common/version.Version=$version" -o "$target" ./cmd/prometheus
