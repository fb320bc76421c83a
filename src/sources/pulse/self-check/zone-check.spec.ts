import { describe, expect, it } from '@jest/globals';
import type { ProbeCause, ProbePhases } from '../probe-result.js';
import { wayOf, ZoneCheck } from './zone-check.js';

const gateway = new URL('http://gateway:8000');
const WELL = { healthy: true, reached: new Set([gateway]), resolved: new Set<string>(), detail: '', asked: 1 };
const LOST = { ...WELL, reached: new Set<URL>(), detail: 'the gateway other:8000 cannot be reached' };

describe('how a probe failed', () => {
  it.each<[ProbeCause, ProbePhases, secure: boolean, string]>([
    ['dns', {}, false, 'name not resolved'],
    ['connect', { dnsMs: 1 }, false, 'no connection'],
    ['tls', { dnsMs: 1, connectMs: 1 }, true, 'no TLS'],
    ['reset', {}, true, 'cut off'],
    ['protocol', { dnsMs: 1, connectMs: 1 }, false, 'no final answer'],
    ['timeout', { dnsMs: 1 }, true, 'no connection in time'],
    ['timeout', { dnsMs: 1, connectMs: 1 }, true, 'no TLS in time'],
    ['timeout', { dnsMs: 1, connectMs: 1 }, false, 'no answer in time'],
    ['timeout', { dnsMs: 1, connectMs: 1, tlsMs: 1 }, true, 'no answer in time'],
    ['timeout', {}, true, 'no answer in time'],
  ])('is described for %s with %j, TLS %s: %s', (cause, phases, secure, way) => {
    const startedAt = { wallMs: 0, monotonicMs: 0 };
    const rest = { outcome: 'no-response', detail: '', startedAt, durationMs: 1, attempts: 1 } as const;
    expect(wayOf({ ...rest, cause, phases }, secure)).toBe(way);
  });
});

describe('ZoneCheck', () => {
  it('tells what the canary found about its own gateway, while that is news', () => {
    const zone = new ZoneCheck('edge', gateway);
    zone.note(LOST, 0);
    expect([zone.found(30_000), zone.found(30_001)]).toEqual(['the gateway gateway:8000 cannot be reached', '']);
    zone.note(WELL, 31_000);
    expect([zone.found(31_000), zone.suspectAtMs]).toEqual(['', 0]);
    zone.note({ ...WELL, healthy: false, detail: 'its own loopback address does not answer' }, 32_000);
    expect([zone.found(32_000), zone.suspectAtMs]).toEqual(['its own loopback address does not answer', 0]);
  });

  it('of addresses outside is reached where any gateway is, or none is known', () => {
    const outside = new ZoneCheck('(outside)', undefined);
    const reached = [WELL, LOST, { ...LOST, asked: 0 }].map((answer) => outside.isReached(answer));
    expect([reached, outside.title]).toEqual([[true, false, true], 'addresses outside']);
  });
});
