// Prints the status of one API whenever it changes. Usage: node watch-api.mjs URL BASEPATH
import { setTimeout as sleep } from 'node:timers/promises';

const [url, basePath] = process.argv.slice(2);
const address = `${url}/heartbeats?basepath=${encodeURIComponent(basePath)}`;
let etag = '';
let status;

for (;;) {
  let seconds = 5;
  try {
    const answer = await fetch(address, { headers: { 'If-None-Match': etag }, signal: AbortSignal.timeout(5_000) });
    if (answer.status === 200) {
      etag = answer.headers.get('etag') ?? '';
      const [heartbeat] = await answer.json();
      if (heartbeat?.status !== status) console.log(heartbeat?.status ?? 'not known');
      status = heartbeat?.status;
    } else if (answer.status !== 304) console.error(`could not ask: ${answer.status}`);
    seconds = Number(/max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '')?.[1]) || seconds;
  } catch (error) {
    console.error(`could not ask: ${error.message}`);
  }
  await sleep(seconds * 1_000);
}
