#!/bin/sh
# Prints the status of one API whenever it changes. Usage: watch-api.sh URL BASEPATH
url="$1/heartbeats?basepath=$2"
etag='' status=''
headers=$(mktemp) body=$(mktemp)
trap 'rm -f "$headers" "$body"' EXIT
while :; do
  code=$(curl -s --max-time 5 -o "$body" -D "$headers" -w '%{http_code}' -H "If-None-Match: $etag" "$url")
  wait=5
  case $code in
    200)
      etag=$(sed -n 's/^[Ee][Tt]ag: *//p' "$headers" | tr -d '\r')
      new=$(sed -n 's/.*"status":"\([A-Z]*\)".*/\1/p' "$body")
      [ "$new" = "$status" ] || echo "${new:-not known}"
      status=$new
      ;;
    304) ;;
    *) echo "could not ask: $code" >&2 ;;
  esac
  age=$(sed -n 's/^[Cc]ache-[Cc]ontrol:.*max-age=\([0-9]*\).*/\1/p' "$headers" | tr -d '\r')
  [ "${age:-0}" -ge 1 ] && wait=$age
  sleep "$wait"
done
