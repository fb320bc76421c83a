import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PulseTrust } from '../../src/sources/pulse/pulse-trust.js';
import { PulseTlsSettings } from '../../src/sources/pulse/pulse-access.settings.js';
import type { ProbeRequest } from '../../src/sources/pulse/probe-request.js';
import type { Trust } from '../../src/sources/pulse/trust.js';
import { certificateFor, type Certificate } from '../support/certificates.js';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { startHaproxyForClients } from '../support/servers/haproxy.js';
import { RawServer } from '../support/servers/raw-server.js';
import { describeWith } from '../support/servers/real-process.js';
import { ShiftedClock } from '../support/shifted-clock.js';
import { RecordingLog } from '../support/source-context.js';

const NEVER = new AbortController().signal;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const GATEWAY = certificateFor('gateway.internal', 30);
const FIRST = certificateFor('prober-1', 30);
const SECOND = certificateFor('prober-2', 30);

let folder: string;
let server: RawServer;
let clock: ShiftedClock;
let log: RecordingLog;
let prober: ReturnType<typeof startProber>;
/** Who asked, by the name in its certificate. */
let askers: unknown[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heartbeat-tls-'));
  [askers, clock, log] = [[], new ShiftedClock(), new RecordingLog()];
  prober = startProber({ clock });
  put('ca.pem', GATEWAY.cert);
  holds(FIRST);
});

afterEach(async () => {
  await prober.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const path = (name: string): string => join(folder, name);

/** Replaces a file as a whole, as secrets that are mounted are. */
function put(name: string, text: string): void {
  writeFileSync(path(`${name}.new`), text);
  renameSync(path(`${name}.new`), path(name));
}

function holds({ cert, key }: Certificate): void {
  put('client.pem', cert);
  put('client.key', key);
}

/** A gateway that takes nobody without a certificate of ours. */
async function gatewayOn(version: 'TLSv1.2' | 'TLSv1.3', reply = OK): Promise<void> {
  const asks = { requestCert: true, rejectUnauthorized: true, ca: [FIRST.cert, SECOND.cert] };
  server = await RawServer.start(
    (socket) => {
      askers.push((socket as TLSSocket).getPeerCertificate().subject.CN);
      socket.write(reply);
    },
    { ...GATEWAY, ...asks, minVersion: version, maxVersion: version },
  );
}

function trustOf(tls: Partial<PulseTlsSettings>): Trust {
  const gateways = new Map([['default', server.origin]]);
  const section = Object.assign(
    new PulseTlsSettings(),
    { serverName: 'gateway.internal', caFile: path('ca.pem') },
    tls,
  );
  return new PulseTrust({ name: 'pulse', gateways, tls: section, gatewayTls: new Map() }, log).ofZone('default');
}

const withClient = (): Trust => trustOf({ certFile: path('client.pem'), keyFile: path('client.key') });
const ask = (trust: Trust, parts: Partial<ProbeRequest> = {}) =>
  prober.probe(probeOf(server.origin, { trust, ...parts }), NEVER);

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('By %s, a gateway that asks for a client certificate', (version) => {
  it('gets it, and is asked for by the name that is set', async () => {
    await gatewayOn(version);
    const trust = withClient();
    for (let at = 0; at < 2; at++) expect(outcomeOf(await ask(trust))).toBe('success status 200');
    expect([askers, server.connections]).toEqual([['prober-1', 'prober-1'], 1]);
  });

  it('says nothing about the API where there is none', async () => {
    await gatewayOn(version);
    for (let at = 0; at < 20; at++) {
      const result = await ask(trustOf({}), { retries: 2, backoffMs: 50 });
      expect([outcomeOf(result), result.attempts]).toEqual(['no-response auth', 1]);
      expect(result.detail).toContain('asks for a client certificate');
      expect(result.detail).toContain('tls.certFile');
    }
    expect(askers).toEqual([]);
  });
});

describeWith(['haproxy'], 'HAProxy that asks for a client certificate', () => {
  it.each<[string, Certificate | undefined, string, string]>([
    ['gets it', FIRST, 'success status 200', 'answered 200'],
    ['says so where there is none', undefined, 'no-response auth', 'asks for a client certificate'],
    ['says so where it is refused', certificateFor('x', 30), 'no-response auth', 'refuses our client certificate'],
  ])('%s', async (_, certificate, outcome, detail) => {
    await gatewayOn('TLSv1.3');
    const gateway = await startHaproxyForClients(GATEWAY, FIRST.cert);
    if (certificate) holds(certificate);
    const url = new URL(gateway.url);
    try {
      for (let at = 0; at < 10; at++) {
        const result = await ask(certificate ? withClient() : trustOf({}), { url, freshConnection: true });
        expect([outcomeOf(result), result.detail]).toEqual([outcome, expect.stringContaining(detail)]);
      }
    } finally {
      await gateway.process.remove();
    }
  });
});

describe('The files of tls', () => {
  it('are read again when they change, and connections made with the old ones are not used any more', async () => {
    await gatewayOn('TLSv1.3');
    const trust = withClient();
    await ask(trust);
    holds(SECOND);
    await ask(trust);
    clock.putForward(5_100);
    await ask(trust);
    await ask(trust);
    expect([askers, server.connections]).toEqual([['prober-1', 'prober-1', 'prober-2', 'prober-2'], 2]);
    expect(log.lines).toEqual([]);
  });

  it('stay in force as they were while new ones cannot be used, which is told once', async () => {
    await gatewayOn('TLSv1.3');
    const trust = withClient();
    await ask(trust);
    put('client.pem', SECOND.cert);
    for (let at = 0; at < 3; at++) {
      clock.putForward(5_100);
      expect(outcomeOf(await ask(trust))).toBe('success status 200');
    }
    expect(log.lines).toEqual([
      expect.stringMatching(
        /^warn files of tls cannot be used .*client\.pem.*the key has to be that of the certificate/,
      ),
    ]);
    put('client.key', SECOND.key);
    clock.putForward(5_100);
    await ask(trust);
    expect(askers).toEqual(['prober-1', 'prober-1', 'prober-1', 'prober-1', 'prober-2']);
  });

  it('that could never be used leave the API unasked', async () => {
    await gatewayOn('TLSv1.3');
    put('client.key', 'none');
    const result = await ask(withClient());
    expect([outcomeOf(result), result.detail]).toEqual([
      'no-response auth',
      'the files of tls cannot be used; the log of the prober says why',
    ]);
    expect(server.connections).toBe(0);
  });

  it('of one team never carry the probes of another', async () => {
    await gatewayOn('TLSv1.3');
    const first = withClient();
    put('other.pem', SECOND.cert);
    put('other.key', SECOND.key);
    const second = trustOf({ certFile: path('other.pem'), keyFile: path('other.key') });
    for (const each of [first, second, first, second]) await ask(each);
    expect(askers).toEqual(['prober-1', 'prober-2', 'prober-1', 'prober-2']);
    expect(server.connections).toBe(2);
  });
});

describe('What the settings say of TLS', () => {
  const tls = (parts: Partial<PulseTlsSettings>): PulseTlsSettings => Object.assign(new PulseTlsSettings(), parts);

  it('is for the gateways of the zones that do not say otherwise; elsewhere there is no certificate', async () => {
    await gatewayOn('TLSv1.3');
    const gateways = new Map([
      ['default', server.origin],
      ['zone1', 'https://zone1.example.com'],
      ['zone2', 'https://zone2.example.com'],
    ]);
    const own = { certFile: path('client.pem'), keyFile: path('client.key') };
    const gatewayTls = new Map([
      ['zone1', tls({ serverName: 'one' })],
      ['zone2', tls({ ...own, serverName: 'two' })],
    ]);
    const trust = new PulseTrust(
      { name: 'pulse', gateways, tls: tls({ ...own, caFile: path('ca.pem') }), gatewayTls },
      log,
    );
    const shown = (each: Trust): unknown[] => [each.hasCertificate, each.serverName];
    expect(shown(trust.ofZone('default'))).toEqual([true, undefined]);
    expect(shown(trust.ofZone('zone1'))).toEqual([false, 'one']);
    expect(shown(trust.ofGateway(new URL('https://zone2.example.com')))).toEqual([true, 'two']);
    expect(shown(trust.elsewhere)).toEqual([false, undefined]);
    expect(outcomeOf(await ask(trust.elsewhere))).toBe('no-response tls');
    trust.verify();
    put('client.key', 'none');
    expect(() => trust.verify()).toThrow(expect.objectContaining({ code: 'HEARTBEAT_TLS_FILES_UNUSABLE' }));
  });
});
