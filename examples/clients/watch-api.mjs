// Prints the status of one API whenever it changes. Usage: node watch-api.mjs URL BASEPATH
import { setTimeout as sleep } from 'node:timers/promises';

const [url, basePath] = process.argv.slice(2);
const address = `${url}/heartbeats?basepath=${encodeURIComponent(basePath)}`;
let etag = '';
let status = '';

/** Asks once, and gives how many seconds to wait until there can be something new. */
async function ask() {
  const answer = await fetch(address, { headers: { 'If-None-Match': etag }, signal: AbortSignal.timeout(5_000) });
  if (answer.status === 200) show(await answer.json(), answer.headers.get('etag'));
  else if (answer.status !== 304) console.error(`could not ask: ${answer.status}`);
  return Number(/max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '')?.[1]) || 5;
}

function show([heartbeat], newEtag) {
  const current = heartbeat?.status ?? 'not known';
  if (current !== status) console.log(current);
  [status, etag] = [current, newEtag ?? ''];
}

for (;;) {
  const seconds = await ask().catch((error) => {
    console.error(`could not ask: ${error.message}`);
    return 5;
  });
  await sleep(seconds * 1_000);
}
