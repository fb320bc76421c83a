"""Prints the status of one API whenever it changes. Usage: python3 watch_api.py URL BASEPATH"""
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

url, base_path = sys.argv[1:3]
address = f"{url}/heartbeats?{urllib.parse.urlencode({'basepath': base_path})}"
etag, status = "", ""

while True:
    seconds = 5
    try:
        request = urllib.request.Request(address, headers={"If-None-Match": etag})
        with urllib.request.urlopen(request, timeout=5) as answer:
            etag, headers = answer.headers.get("ETag", ""), answer.headers
            heartbeats = json.load(answer)
        new = heartbeats[0]["status"] if heartbeats else "not known"
        if new != status:
            print(new, flush=True)
        status = new
    except urllib.error.HTTPError as answer:
        headers = answer.headers
        if answer.code != 304:
            print(f"could not ask: {answer.code}", file=sys.stderr, flush=True)
    except OSError as error:
        headers = {}
        print(f"could not ask: {error}", file=sys.stderr, flush=True)
    max_age = re.search(r"max-age=(\d+)", headers.get("Cache-Control") or "")
    if max_age and int(max_age[1]) > 0:
        seconds = int(max_age[1])
    time.sleep(seconds)
