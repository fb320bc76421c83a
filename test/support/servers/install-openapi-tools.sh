#!/usr/bin/env bash
# Brings what judges the API document and makes clients of it into the user's cache, unless it is there already: Spectral,
# Redocly, openapi-typescript by npm, and openapi-generator, a jar that needs Java, from Maven Central.
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/heartbeat
tools=$cache/openapi-tools
bin=$cache/bin
generator=7.14.0
checksum=e03186835022ca02da4aa95e3967b6a3b6d44c2e5f7606e6d5c22466f519c757
packages=(@stoplight/spectral-cli@6.16.3 @redocly/cli@2.77.0 openapi-typescript@7.13.0 typescript@5.9.3)

mkdir -p "$tools" "$bin"
if [ ! -x "$bin/spectral" ]; then
  echo "installing ${packages[*]}"
  npm install --prefix "$tools" --ignore-scripts --no-audit --no-fund --no-save --loglevel=error "${packages[@]}"
  for program in redocly openapi-typescript spectral; do ln -sf "$tools/node_modules/.bin/$program" "$bin/$program"; done
fi

[ ! -x "$bin/openapi-generator" ] || exit 0
command -v java >/dev/null || { echo 'openapi-generator cannot run: there is no java' >&2; exit 1; }
echo "downloading openapi-generator $generator"
jar=$tools/openapi-generator-cli.jar
base=https://repo1.maven.org/maven2/org/openapitools/openapi-generator-cli
curl --fail --silent --show-error --max-time 300 -o "$jar" "$base/$generator/openapi-generator-cli-$generator.jar"
echo "$checksum  $jar" | sha256sum --check --quiet
printf '#!/bin/sh\nexec java -jar "%s" "$@"\n' "$jar" >"$bin/openapi-generator"
chmod +x "$bin/openapi-generator"
