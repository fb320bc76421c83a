import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../platform/settings/secret.js';
import { requestText, type RequestOptions } from './request-text.js';

const DEFAULTS = { 'User-Agent': 'Heartbeat-Pulse/1', Accept: '*/*' };
const text = (options: Partial<RequestOptions> = {}) =>
  requestText(
    { url: new URL('http://gw:8080/a/b?c=d'), method: 'GET', headers: {}, close: false, ...options },
    DEFAULTS,
  );

describe('A request', () => {
  it('says who asks, and declines compression', () => {
    expect(text()).toEqual({
      head: [
        'GET /a/b?c=d HTTP/1.1',
        'Host: gw:8080',
        'User-Agent: Heartbeat-Pulse/1',
        'Accept: */*',
        'Accept-Encoding: identity',
        '\r\n',
      ].join('\r\n'),
    });
  });

  it('carries its body with its length in bytes', () => {
    expect(text({ method: 'POST', body: '{"ä":1}' })).toMatchObject({
      head: expect.stringContaining('\r\nContent-Length: 8\r\n'),
      body: '{"ä":1}',
    });
  });

  it.each([
    ['http://gw:80/', 'gw'],
    ['https://gw:443/', 'gw'],
    ['http://gw:443/', 'gw:443'],
    ['https://gw.:0443/', 'gw.'],
    ['http://[::1]:8080/', '[::1]:8080'],
    ['http://b\u00fccher.example/', 'xn--bcher-kva.example'],
  ])('to %s names its host as browsers do, without the usual port', (url, host) => {
    expect(text({ url: new URL(url) })).toMatchObject({ head: expect.stringContaining(`\r\nHost: ${host}\r\n`) });
  });

  it('asks for the end of a connection of its own', () => {
    expect(text({ close: true })).toMatchObject({ head: expect.stringContaining('\r\nConnection: close\r\n') });
  });

  it('has its own fields instead of the defaults, in any case of letters, and reveals secrets', () => {
    const { head } = text({ headers: { accept: 'text/plain', 'X-Key': Secret.of('k1') } }) as { head: string };
    expect(head).toContain('\r\naccept: text/plain\r\nX-Key: k1\r\nUser-Agent:');
    expect(head).not.toContain('*/*');
  });

  it('writes the address of IPv6 as a host', () => {
    expect(text({ url: new URL('http://[::1]:81/') })).toMatchObject({
      head: expect.stringContaining('\r\nHost: [::1]:81\r\n'),
    });
  });
});

describe('No request is written', () => {
  it.each(['Host', 'content-length', 'Transfer-Encoding', 'CONNECTION', 'Accept-Encoding', 'Expect', 'Upgrade', 'TE'])(
    'with a field %s of its own',
    (name) => {
      expect(text({ headers: { [name]: 'x' } })).toEqual({ refused: 'a header has a name that cannot be sent' });
    },
  );

  it.each(['X A', 'X:', 'X\r\nY', '', 'X\u00e4'])('with the name %j', (name) => {
    expect(text({ headers: { [name]: 'x' } })).toHaveProperty('refused');
  });

  it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0', '\u0100', 'a\x7f'])('with the value %j, which is not shown', (value) => {
    expect(text({ headers: { 'X-A': value } })).toEqual({
      refused: 'the header X-A has a character that cannot be sent',
    });
    expect(text({ headers: { 'X-A': Secret.of(value) } })).toHaveProperty('refused');
  });

  it('with the same field twice', () => {
    expect(text({ headers: { authorization: 'a', Authorization: 'b' } })).toEqual({
      refused: 'the header Authorization is given twice',
    });
  });

  it('where a secret cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-secret-'));
    rmSync(folder, { recursive: true });
    expect(() => text({ headers: { 'X-A': Secret.fromFile(join(folder, 'key')) } })).toThrow('ENOENT');
  });
});
