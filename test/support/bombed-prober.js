import { SystemClock } from '../../dist/platform/clock/system-clock.js';
import { Http1Prober } from '../../dist/sources/pulse/probing/http1-prober.js';

/** A process that probes nothing but what it is told to, and says how its resident memory grew meanwhile. */
const prober = new Http1Prober({
  clock: new SystemClock(),
  lookUp: async (host) => ({ ok: true, value: [host] }),
  userAgent: 'Heartbeat-Pulse/test',
  mostConnections: 300,
  mostPerOrigin: 300,
});
const never = new AbortController().signal;
const status = [{ from: 200, to: 499 }];
const asked = { method: 'GET', headers: {}, timeoutMs: 4_000, retries: 0, backoffMs: 50, policy: 'any' };

/** Sends `count` probes, 200 at a time, half of them with an expectation on the body; what became of each. */
async function probeAll(url, count) {
  const outcomes = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const nth = next++;
      const expect = { status, json: [], ...(nth % 2 === 0 && { bodyContains: 'ok' }) };
      const request = { ...asked, url: new URL(`${url}?nth=${nth}`), expect, freshConnection: nth % 3 === 0 };
      const { outcome, cause } = await prober.probe(request, never);
      outcomes[nth] = `${outcome} ${cause}`;
    }
  };
  await Promise.all(Array.from({ length: 200 }, worker));
  return outcomes;
}

process.once('message', async ({ origin, count }) => {
  // Until the heap has the size that so many probes need, whatever they meet.
  await probeAll(`${origin}/plain`, 10_000);
  globalThis.gc();
  const before = process.memoryUsage.rss();
  let most = before;
  const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  const outcomes = await probeAll(`${origin}/bomb`, count);
  clearInterval(sampling);
  await prober.close();
  process.send({ outcomes, grownMegabytes: (most - before) / 1_048_576 });
});
