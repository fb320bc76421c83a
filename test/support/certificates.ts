import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate with its key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x06, 0x03, 0x55, 0x04, 0x03];
const ALTERNATIVE_NAMES = [0x06, 0x03, 0x55, 0x1d, 0x11];

/**
 * A certificate signed by itself, for `host` and 127.0.0.1, from a day before the earlier of now and its end until
 * `days` from now (RFC 5280 in DER). Who trusts it trusts every holder of it.
 */
export function certificateFor(host: string, days: number): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const endMs = Date.now() + days * DAY_MS;
  const name = der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(host)))));
  const names = der(0x30, der(0x82, Buffer.from(host)), der(0x87, [127, 0, 0, 1]));
  const body = der(
    0x30,
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    der(0x30, ECDSA_WITH_SHA256),
    name,
    der(0x30, time(Math.min(endMs, Date.now()) - DAY_MS), time(endMs)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(0x30, der(0x30, ALTERNATIVE_NAMES, der(0x04, names)))),
  );
  return { cert: pem(body, privateKey), key: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string };
}

function pem(body: Buffer, key: KeyObject): string {
  const signature = der(0x03, [0], sign('sha256', body, key));
  const whole = der(0x30, body, der(0x30, ECDSA_WITH_SHA256), signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${whole.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function time(atMs: number): Buffer {
  const text = new Date(atMs).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(text));
}

function der(tag: number, ...parts: readonly (readonly number[] | Buffer)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
