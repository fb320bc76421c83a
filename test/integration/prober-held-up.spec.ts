import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Http1Prober } from '../../src/sources/pulse/probing/http1-prober.js';
import type { ProbeRequest } from '../../src/sources/pulse/probe-request.js';
import type { ProbeResult } from '../../src/sources/pulse/probe-result.js';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { RawServer, type RawReply } from '../support/servers/raw-server.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

let prober: Http1Prober;
let server: RawServer;
const stops: (() => Promise<void>)[] = [];

beforeEach(() => {
  prober = startProber();
});

afterEach(async () => {
  await prober.close();
  for (const stop of stops.splice(0)) await stop();
});

async function probe(reply: RawReply, parts: Partial<ProbeRequest>): Promise<ProbeResult> {
  server = await RawServer.start(reply);
  stops.push(() => server.stop());
  return prober.probe(probeOf(server.origin, parts), new AbortController().signal);
}

/** Keeps the event loop from turning, as too little CPU time does. */
function holdUp(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

/** The answer is there, but the process, which is that of the prober, too, does not take it up. */
const answersAndHoldsUp: RawReply = (socket) => {
  socket.write(OK);
  holdUp(700);
};

describe('A process that is held up, too shortly to be called paused', () => {
  it('gives a probe the time that it lost: its own delay is no failure of the API', async () => {
    const found = await probe(answersAndHoldsUp, { timeoutMs: 300, freshConnection: true });
    expect(outcomeOf(found)).toBe('success status 200');
  });

  it('gives it once: an API that does not answer is found out all the same', async () => {
    const { outcome, cause, durationMs } = await probe(() => holdUp(700), { timeoutMs: 300 });
    expect([outcome, cause]).toEqual(['no-response', 'timeout']);
    expect(durationMs).toBeLessThan(2_000);
  });

  it('does not call an answer slow of which it cannot tell how long it took', async () => {
    const expected = { status: [{ from: 200, to: 499 }], json: [], maxLatencyMs: 300 };
    const found = await probe(answersAndHoldsUp, { expect: expected });
    expect(outcomeOf(found)).toBe('cancelled cancelled 200');
  });

  it('calls an answer slow that was so without it', async () => {
    const expected = { status: [{ from: 200, to: 499 }], json: [], maxLatencyMs: 300 };
    const found = probe((socket) => void setTimeout(() => socket.write(OK), 900), { expect: expected });
    setTimeout(() => holdUp(200), 0);
    expect(outcomeOf(await found)).toBe('failure expectation 200');
  });
});
