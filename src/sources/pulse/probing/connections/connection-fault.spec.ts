import { describe, expect, it } from '@jest/globals';
import { connectionFault, type ConnectionStage } from './connection-fault.js';

const failed = (code: string): Error => Object.assign(new Error('10.0.0.7:443 says no'), { code });

describe('The end of a connection', () => {
  it.each<[ConnectionStage, Error | undefined, string]>([
    ['connect', failed('ECONNREFUSED'), 'no-response connect: nothing listens at the address'],
    ['connect', failed('EODD'), 'no-response connect: no connection could be made (EODD)'],
    [
      'connect',
      Object.assign(new Error('all'), { errors: [failed('EHOSTUNREACH')] }),
      'no-response connect: there is no route to the host',
    ],
    [
      'connect',
      new AggregateError([failed('ENETUNREACH'), failed('ECONNREFUSED'), failed('EADDRNOTAVAIL')]),
      'no-response connect: nothing listens at the address',
    ],
    [
      'connect',
      new AggregateError([failed('EMFILE'), failed('ECONNREFUSED')]),
      'cancelled overload: this process has no file descriptor left',
    ],
    ['connect', failed('EMFILE'), 'cancelled overload: this process has no file descriptor left'],
    ['connect', failed('EADDRNOTAVAIL'), 'cancelled overload: this machine has no local port left'],
    ['tls', failed('CERT_HAS_EXPIRED'), 'no-response tls: the certificate has expired'],
    [
      'tls',
      failed('ERR_SSL_WRONG_VERSION_NUMBER'),
      'no-response tls: the TLS handshake failed (ERR_SSL_WRONG_VERSION_NUMBER)',
    ],
    ['tls', undefined, 'no-response tls: the connection was cut during the TLS handshake'],
    ['open', failed('ECONNRESET'), 'no-response reset: the connection was cut before there was an answer'],
    ['open', undefined, 'no-response reset: the connection was cut before there was an answer'],
  ])('at the stage %s by %s', (stage, error, shown) => {
    const { outcome, cause, detail } = connectionFault(stage, error);
    expect(`${outcome} ${cause}: ${detail}`).toBe(shown);
  });

  it.each<[ConnectionStage, string, boolean, string]>([
    ['open', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', false, 'asks for a client certificate, and tls.certFile is'],
    ['tls', 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', false, 'asks for a client certificate, and tls.certFile is not set'],
    ['open', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', true, 'refuses our client certificate (ERR_SSL_TLSV1_ALERT_UNKNOWN_CA)'],
    ['tls', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', false, 'asks for a client certificate (tls.certFile is not set'],
    ['tls', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', true, 'refuses our client certificate, or every cipher'],
  ])('at the stage %s by %s says nothing about the API', (stage, code, hasCertificate, shown) => {
    const { outcome, cause, detail } = connectionFault(stage, failed(code), hasCertificate);
    expect([outcome, cause]).toEqual(['no-response', 'auth']);
    expect(detail).toContain(`the other side ${shown}`);
  });

  it('does not show a code that is not a word', () => {
    const { detail } = connectionFault('tls', failed(`A\nB${'c'.repeat(200)}`));
    expect(detail).toMatch(/^[ -~]{1,100}$/);
  });
});
