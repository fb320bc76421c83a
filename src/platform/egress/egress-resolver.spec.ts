import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { EgressResolver } from './egress-resolver.js';
import type { LookUpObserver } from './name-resolver.js';
import type { AddressRecord, NameFailure, NameServers } from './name-servers.js';

type Answer = readonly AddressRecord[] | NameFailure;

/** Name servers that say what they are told to; `later` answers are the test's to give. */
class ScriptedNameServers implements NameServers {
  readonly asked: string[] = [];
  renewed = 0;

  constructor(private readonly answer: (name: string, family: 4 | 6) => Answer | Promise<Answer>) {}

  async ask(name: string, family: 4 | 6): Promise<Answer> {
    this.asked.push(`${name} ${family}`);
    return await this.answer(name, family);
  }

  renew(): void {
    this.renewed += 1;
  }

  close(): void {}
}

class CountingObserver implements LookUpObserver {
  readonly outcomes: string[] = [];
  forgottenNames = 0;

  lookedUp(outcome: string): void {
    this.outcomes.push(outcome);
  }

  forgotten(): void {
    this.forgottenNames += 1;
  }
}

const never = new Promise<never>(() => {});
const ipv4 = (address: string, ttlSeconds = 30): Answer => [{ address, ttlSeconds }];

function sceneWhere(answer: ConstructorParameters<typeof ScriptedNameServers>[0], clock = new ManualClock()) {
  const servers = new ScriptedNameServers(answer);
  const observer = new CountingObserver();
  const files = { hostsPath: '/nowhere/hosts', resolvConfPath: '/nowhere/resolv.conf' };
  return { servers, clock, observer, resolver: new EgressResolver({ servers, clock, observer, ...files }) };
}

describe('The resolver', () => {
  it('asks once for a name that many want at a time', async () => {
    const { servers, resolver, observer } = sceneWhere((_, family) => (family === 4 ? ipv4('8.8.8.8') : 'unknown'));
    const answers = await Promise.all(['a.example', 'A.example', 'a.EXAMPLE'].map((name) => resolver.resolve(name)));
    expect(new Set(answers)).toEqual(new Set([{ ok: true, addresses: ['8.8.8.8'] }]));
    expect(servers.asked).toEqual(['a.example 4', 'a.example 6']);
    expect(observer.outcomes).toEqual(['found']);
  });

  it('gives up after half a minute of silence, and not before: the deadline is that of who asks', async () => {
    const { clock, resolver } = sceneWhere(() => never);
    let answer: unknown;
    void resolver.resolve('a.example').then((given) => (answer = given));
    await clock.advance(29_999);
    expect(answer).toBeUndefined();
    await clock.advance(1);
    expect(answer).toMatchObject({ ok: false, code: 'DNS_FAILURE' });
  });

  it('asks silent servers again until they answer', async () => {
    const clock = new ManualClock();
    const silentMs = 4_000;
    const { resolver, observer } = sceneWhere(async () => {
      await clock.sleep(900, new AbortController().signal);
      return clock.now().monotonicMs < silentMs ? 'silent' : ipv4('8.8.8.8');
    }, clock);
    let answer: unknown;
    void resolver.resolve('a.example').then((given) => (answer = given));
    await clock.advance(silentMs);
    expect(answer).toBeUndefined();
    await clock.advance(1_000);
    expect(answer).toEqual({ ok: true, addresses: ['8.8.8.8'] });
    expect(observer.outcomes).toEqual([...Array(4).fill('silent'), 'found']);
  });

  it('asks no longer once it is closed', async () => {
    const { clock, resolver, servers } = sceneWhere(() => 'silent');
    const given = resolver.resolve('a.example');
    await clock.advance(250);
    resolver.close();
    expect(await given).toMatchObject({ ok: false, code: 'DNS_FAILURE' });
    const asked = servers.asked.length;
    await clock.advance(5_000);
    expect(servers.asked).toHaveLength(asked);
  });

  it('asks for no further name once its time is over', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-resolver-'));
    const resolvConfPath = join(folder, 'resolv.conf');
    writeFileSync(resolvConfPath, 'search a.example b.example');
    const waiting: ((failure: NameFailure) => void)[] = [];
    const servers = new ScriptedNameServers(() => new Promise<Answer>((resolve) => void waiting.push(resolve)));
    const clock = new ManualClock();
    const resolver = new EgressResolver({ servers, clock, observer: new CountingObserver(), resolvConfPath });
    const given = resolver.resolve('gateway');
    await clock.advance(30_000);
    expect(await given).toMatchObject({ ok: false });
    for (const answer of waiting) answer('unknown');
    await clock.advance(0);
    expect(new Set(servers.asked)).toEqual(new Set(['gateway.a.example 4', 'gateway.a.example 6']));
    rmSync(folder, { recursive: true });
  });

  it('waits a tenth of a second for the other family', async () => {
    const { clock, resolver } = sceneWhere((_, family) => (family === 6 ? ipv4('2606:4700::1111') : never));
    let answer: unknown;
    void resolver.resolve('a.example').then((given) => (answer = given));
    await clock.advance(0);
    await clock.advance(99);
    expect(answer).toBeUndefined();
    await clock.advance(1);
    expect(answer).toEqual({ ok: true, addresses: ['2606:4700::1111'] });
  });

  it.each<[Answer, Answer, string]>([
    ['unknown', 'unknown', 'unknown'],
    ['unknown', 'failed', 'failed'],
    [[], [], 'unknown'],
  ])('calls answers of %j and %j %s', async (four, six, outcome) => {
    const { resolver, observer } = sceneWhere((_, family) => (family === 4 ? four : six));
    expect((await resolver.resolve('a.example')).ok).toBe(false);
    expect(observer.outcomes).toEqual([outcome]);
  });

  it('calls an answer of one family and silence of the other silent', async () => {
    const { clock, resolver, observer } = sceneWhere((_, family) => (family === 4 ? 'failed' : 'silent'));
    const given = resolver.resolve('a.example');
    await clock.advance(30_000);
    expect(await given).toMatchObject({ ok: false, detail: expect.stringContaining('the name servers are silent') });
    expect(new Set(observer.outcomes)).toEqual(new Set(['silent']));
  });

  it('looks up no more than a thousand names at a time', async () => {
    const { clock, resolver, observer } = sceneWhere(() => never);
    const first = Array.from({ length: 1_000 }, (_, index) => resolver.resolve(`${index}.example`));
    expect(await resolver.resolve('more.example')).toMatchObject({ ok: false, code: 'DNS_FAILURE' });
    expect(observer.outcomes).toEqual(['overload']);
    await clock.advance(30_000);
    expect(await Promise.all(first)).toHaveLength(1_000);
  });

  it('keeps the answers of 4,096 names, and says when it forgets one', async () => {
    const { servers, resolver, observer } = sceneWhere((_, family) => (family === 4 ? ipv4('8.8.8.8') : 'unknown'));
    for (let index = 0; index < 4_096; index++) await resolver.resolve(`${index}.example`);
    expect(observer.forgottenNames).toBe(0);
    await resolver.resolve('4096.example');
    expect(observer.forgottenNames).toBe(1);
    const before = servers.asked.length;
    await resolver.resolve('4095.example');
    expect(servers.asked.length).toBe(before);
    await resolver.resolve('0.example');
    expect(servers.asked.length).toBe(before + 2);
  });

  it('escapes the name that it failed to find', async () => {
    const { resolver } = sceneWhere(() => 'unknown');
    const detail = '"a\\nb.example" is not known to the name servers';
    expect(await resolver.resolve('a\nb.example')).toEqual({ ok: false, code: 'DNS_FAILURE', detail });
  });
});
