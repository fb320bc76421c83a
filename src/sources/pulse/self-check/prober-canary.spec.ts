import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import {
  ANSWERS,
  FAILS,
  REFUSES,
  ScriptedProber,
  type ScriptedProbe,
} from '../../../../test/support/scripted-prober.js';
import type { NameFailure } from '../../../platform/egress/name-servers.js';
import { ProberCanary } from './prober-canary.js';
import { LoopbackEcho } from './loopback-echo.js';

const echo = new LoopbackEcho();
afterEach(() => echo.close());

const one = new URL('http://one:8000');
const other = new URL('https://other');
const named = new URL('https://status.example.com/');
const connected = { ...REFUSES, cause: 'timeout', phases: { connectMs: 1 } } as const;
const secured = { ...connected, phases: { connectMs: 1, tlsMs: 2 } } as const;

interface Scene {
  readonly answers: Readonly<Record<string, ScriptedProbe>>;
  readonly urls?: readonly URL[];
  readonly name?: NameFailure;
}

function ask({ answers, urls = [], name }: Scene, gateways: readonly URL[], names: readonly string[] = []) {
  const prober = new ScriptedProber(new ManualClock(), ({ url }) => answers[url.hostname] ?? REFUSES);
  const servers = { ask: async () => name ?? [{ address: '192.0.2.1', ttlSeconds: 5 }] };
  const canary = new ProberCanary({ prober, echo, servers, urls });
  const question = { gateways: new Set(gateways), unresolved: new Set(names) };
  return canary.ask(question, new AbortController().signal);
}

describe('ProberCanary', () => {
  it.each<[string, ScriptedProbe, URL, boolean]>([
    ['answers', ANSWERS, one, true],
    ['answers 503', FAILS, one, true],
    ['answers with something other than HTTP', { outcome: 'bad-data', cause: 'parse' }, one, true],
    ['refuses the connection', REFUSES, one, false],
    ['takes the connection and hangs', connected, one, true],
    ['takes the connection and no TLS', connected, other, false],
    ['takes connection and TLS, and hangs', secured, other, true],
    ['is nowhere it may be asked', { outcome: 'blocked', cause: 'blocked' }, one, false],
  ])('judges a gateway that %s', async (_, found, gateway, reached) => {
    const answer = await ask({ answers: { [gateway.hostname]: found } }, [gateway]);
    expect([answer.healthy, answer.reached.has(gateway)]).toEqual([true, reached]);
    expect(answer.detail).toBe(reached ? '' : `the gateway ${gateway.host} cannot be reached`);
  });

  it('asks what the operator named instead of the gateways, and needs all of it', async () => {
    const well = await ask({ answers: { 'status.example.com': FAILS }, urls: [named] }, [one, other]);
    expect([well.healthy, [...well.reached], well.detail]).toEqual([true, [one, other], '']);
    const sick = await ask({ answers: { 'status.example.com': ANSWERS }, urls: [named, new URL('http://two/')] }, [
      one,
    ]);
    expect([sick.healthy, sick.detail]).toEqual([false, 'two does not answer']);
  });

  it.each<[string, NameFailure | undefined, boolean]>([
    ['has an address', undefined, true],
    ['does not exist', 'unknown', true],
    ['gets no answer', 'silent', false],
    ['makes the servers fail', 'failed', false],
  ])('knows from a name that %s whether the name servers are well', async (_, name, resolved) => {
    const answer = await ask({ answers: {}, ...(name && { name }) }, [], ['api.example.com']);
    expect([answer.healthy, answer.resolved.size === 1]).toEqual([true, resolved]);
  });

  it('is well by its own loopback address, opened once and closed at the end', async () => {
    const answers = await Promise.all([ask({ answers: {} }, []), ask({ answers: {} }, [])]);
    expect(answers.map(({ healthy, detail }) => [healthy, detail])).toEqual([
      [true, ''],
      [true, ''],
    ]);
    await echo.close();
    expect((await ask({ answers: {} }, [])).healthy).toBe(true);
  });
});
