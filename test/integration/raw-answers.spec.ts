import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, fetch } from 'undici';
import type { ProbeRequest } from '../../src/sources/pulse/probe-request.js';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { RawServer } from '../support/servers/raw-server.js';

/**
 * `parts` are `[text, how often]`, each character a byte, and `then` is what the server does after them. `outcome` was
 * written from RFC 9110, RFC 9112 and what Pulse promises, before anything was run. `undici` is what the `fetch` of undici
 * makes of the same bytes: the status, with a body that is asked for `met` or `unmet`, or an `error`; `why` says what lies
 * behind a difference.
 */
interface RawAnswer {
  readonly id: string;
  readonly parts: readonly (readonly [string, number])[];
  readonly then: 'stay' | 'end' | 'reset';
  readonly method?: 'GET' | 'HEAD';
  readonly expects?: { readonly text?: string; readonly json?: readonly [path: string, equals: string] };
  readonly outcome: string;
  readonly undici: string;
  readonly why?: string;
}

const ANSWERS = JSON.parse(readFileSync('test/hostile/raw-answers.json', 'utf8')) as RawAnswer[];
const NAMED = ANSWERS.map((answer, nth) => [answer.id, nth, answer] as const);
const NEVER = new AbortController().signal;

let server: RawServer;
const prober = startProber();

beforeAll(async () => {
  server = await RawServer.start((socket) => {
    const { parts, then } = ANSWERS[Number(/^\w+ \/(\d+)/.exec(server.requests.at(-1)!)![1])]!;
    for (const [text, times] of parts) socket.write(text.repeat(times), 'latin1');
    if (then === 'end') socket.end();
    // What was written is on its way before the reset overtakes it.
    if (then === 'reset') socket.write('', () => setTimeout(() => socket.resetAndDestroy(), 50));
  });
});

afterAll(async () => {
  await prober.close();
  await server.stop();
});

/** A request for an answer, with what it asks of the body. */
function requestFor(nth: number, { method = 'GET', expects }: RawAnswer): ProbeRequest {
  const { text, json } = expects ?? {};
  const expect = {
    status: [{ from: 200, to: 499 }],
    ...(text !== undefined && { bodyContains: text }),
    json: json ? [{ path: json[0], equals: json[1] }] : [],
  };
  return probeOf(`${server.origin}/${nth}`, { method, expect, freshConnection: true, timeoutMs: 10_000 });
}

async function whatUndiciMakes(nth: number, { method = 'GET', expects }: RawAnswer): Promise<string> {
  const dispatcher = new Agent({ headersTimeout: 1_500, bodyTimeout: 1_500 });
  try {
    const response = await fetch(`${server.origin}/${nth}`, { method, dispatcher, redirect: 'manual' });
    if (!expects) return String(response.status);
    return `${response.status} ${isMet(await response.text(), expects) ? 'met' : 'unmet'}`;
  } catch {
    return 'error';
  } finally {
    await dispatcher.destroy();
  }
}

function isMet(body: string, { text, json }: NonNullable<RawAnswer['expects']>): boolean {
  if (text !== undefined) return body.includes(text);
  try {
    return (JSON.parse(body) as { status: unknown }).status === json![1];
  } catch {
    return false;
  }
}

/** Whether both mean the same. */
function isSame({ outcome, undici }: RawAnswer): boolean {
  const [kind, cause, status] = outcome.split(' ');
  if (kind === 'success') return [status, `${status} met`].includes(undici);
  if (cause === 'status') return undici.startsWith(status!);
  if (cause === 'expectation') return undici === `${status} unmet`;
  return cause !== 'body' && undici === 'error';
}

it('There are two hundred of them, and a reason where undici reads one in another way', () => {
  expect(new Set(ANSWERS.map(({ id }) => id)).size).toBe(ANSWERS.length);
  expect(ANSWERS.length).toBeGreaterThanOrEqual(200);
  expect(ANSWERS.filter((each) => isSame(each) === (each.why !== undefined))).toEqual([]);
});

describe('A raw answer is judged as it was written down before', () => {
  it.each(NAMED)('%s', async (_, nth, answer) => {
    const result = await prober.probe(requestFor(nth, answer), NEVER);
    expect(outcomeOf(result)).toBe(answer.outcome);
    expect(result.detail).toMatch(/^[ -~ü]{1,100}$/);
  });
});

describe('The column about undici is true', () => {
  it.each(NAMED)('%s', async (_, nth, answer) => {
    expect(await whatUndiciMakes(nth, answer)).toBe(answer.undici);
  });
});
