import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { resolveAllowed } from '../../../src/platform/egress/allowed-addresses.js';
import { connectedAddressAllowed } from '../../../src/platform/egress/connected-address.js';
import { verdictOnAddress } from '../../../src/platform/egress/egress-address.js';
import { verdictOnPath } from '../../../src/platform/egress/egress-path.js';
import type { EgressPolicy } from '../../../src/platform/egress/egress-policy.js';
import { verdictOnUrl } from '../../../src/platform/egress/egress-url.js';
import { parseHostRule } from '../../../src/platform/egress/host-rule.js';
import type { NameAnswer, NameResolver } from '../../../src/platform/egress/name-resolver.js';
import { parseNetwork } from '../../../src/platform/egress/network.js';
import { hostileTargets, textOf } from '../../support/hostile-targets.js';
import { leastCpuMs } from '../../support/least-cpu-ms.js';

/** What a name server says, and whether it may be connected to; `never`: not even if everything is listed. */
interface HostileAnswer {
  readonly id: string;
  readonly addresses: readonly string[];
  readonly allowed: boolean;
  readonly never?: boolean;
}

const titled = <Row extends { readonly id: string }>(row: Row): [title: string, row: Row] => {
  const { id, ...rest } = row;
  return [`${id}: ${JSON.stringify(rest).replaceAll('%', '%%')}`, row];
};

const URLS = hostileTargets('egress-urls').map(titled);
const REFUSED = URLS.filter(([, { code }]) => code !== null);
const PATHS = hostileTargets('egress-paths').map(titled);
const ANSWERS = (JSON.parse(readFileSync('test/hostile/egress-answers.json', 'utf8')) as HostileAnswer[]).map(titled);

const rules = ['api.example.com', 'api.example.com:8443', '*.apis.example.com'].map(parseHostRule);
const TENANTS: EgressPolicy = { hosts: rules.flatMap((rule) => (rule.ok ? rule.value : [])), networks: [] };
const everything = ['0.0.0.0/0', '::/0'].map(parseNetwork);
const EVERYTHING: EgressPolicy = { ...TENANTS, networks: everything.flatMap((each) => (each.ok ? each.value : [])) };

/** Gives the same addresses for every name, and counts the names that it is asked for. */
class CountingResolver implements NameResolver {
  asked = 0;

  constructor(private readonly addresses: readonly string[]) {}

  resolve(): Promise<NameAnswer> {
    this.asked += 1;
    return Promise.resolve({ ok: true, addresses: this.addresses });
  }
}

it('the corpus is as large as it claims to be', () => {
  expect(REFUSED.length).toBeGreaterThan(240);
  expect(URLS.length - REFUSED.length).toBeGreaterThan(8);
  expect(ANSWERS.length).toBeGreaterThan(100);
});

describe('A hostile URL', () => {
  it.each(URLS)('is answered as written: %s', (_, row) => {
    const text = textOf(row);
    const verdict = verdictOnUrl(text, TENANTS);
    if (row.code === null) {
      expect(verdict).toEqual({ ok: true, value: new URL(text) });
    } else {
      expect(verdict).toMatchObject({ ok: false, code: row.code });
      expect(JSON.stringify(verdict).length).toBeLessThan(500);
      expect(JSON.stringify(verdict)).not.toMatch(/secret|[^\x20-\x7e]/);
    }
  });

  it.each(REFUSED.filter(([, row]) => URL.canParse(textOf(row))))(
    'that got by would be stopped by its address, and asked for nowhere if it is one: %s',
    async (_, row) => {
      const { hostname, protocol } = new URL(textOf(row));
      if (!/^https?:$/.test(protocol)) return;
      const resolver = new CountingResolver(['127.0.0.1']);
      const isAddress = /^\[|^\d+(?:\.\d+){3}$/.test(hostname);
      const isPublic = ['8.8.8.8', '1.1.1.1', '2.2.2.2', '3.3.3.3', '[2606:4700:4700::1111]'].includes(hostname);
      const verdict = await resolveAllowed(hostname, TENANTS, resolver);
      expect([verdict.ok, resolver.asked]).toEqual([isPublic, isAddress ? 0 : 1]);
    },
  );

  it('takes no time to refuse, however long it is', () => {
    const long = ['a', '@', '%', '[', ':', '.', '//', '\\', 'a.', '::', '0x'].map(
      (each) => `https://${each.repeat(50_000)}`,
    );
    const refuseAll = (): void => {
      for (const text of long) {
        expect(verdictOnUrl(text, TENANTS)).toMatchObject({ ok: false, code: 'LENGTH' });
        expect(verdictOnUrl(text.slice(0, 2_048), TENANTS).ok).toBe(false);
        expect(verdictOnPath(`/${text}`)).toMatchObject({ ok: false, code: 'LENGTH' });
        verdictOnPath(`/${text.slice(8, 2_000)}`);
      }
    };
    expect(leastCpuMs(refuseAll)).toBeLessThan(100);
  });
});

describe('A hostile path', () => {
  it.each(PATHS)('is answered as written: %s', (_, row) => {
    const text = textOf(row);
    const verdict = verdictOnPath(text);
    if (row.code === null) expect(verdict).toEqual({ ok: true, value: text });
    else expect(verdict).toMatchObject({ ok: false, code: row.code });
  });
});

describe('A hostile answer of a name server', () => {
  it.each(ANSWERS)('is judged as written: %s', async (_, { addresses, allowed, never }) => {
    const judged = async (policy: EgressPolicy): Promise<boolean> =>
      (await resolveAllowed('api.example.com', policy, new CountingResolver(addresses))).ok;
    expect(await judged(TENANTS)).toBe(allowed);
    if (never) expect(await judged(EVERYTHING)).toBe(false);
  });

  it.each(ANSWERS)('is judged the same at the other end of a socket, and by the one function: %s', (_, row) => {
    const connected = row.addresses.map((address) => connectedAddressAllowed(address, TENANTS));
    expect(connected).toEqual(row.addresses.map((address) => verdictOnAddress(address, TENANTS)));
    expect(connected.every(({ ok }) => ok)).toBe(row.allowed);
  });

  it('is refused where a connection has lost its other end, even to a person at a terminal', () => {
    expect(connectedAddressAllowed(undefined, TENANTS)).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
    expect(connectedAddressAllowed(undefined, 'any')).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
  });
});
