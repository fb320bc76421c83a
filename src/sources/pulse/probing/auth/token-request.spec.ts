import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../../platform/settings/secret.js';
import { tokenRequest } from './token-request.js';

const CLIENT = {
  kind: 'oauth2',
  tokenUrl: new URL('https://id.example.com/token'),
  clientId: 'a b',
  clientSecret: Secret.of('s/1&=ä'),
  policy: 'any',
} as const;

describe('A request for a token carries the client', () => {
  it('in its header, each part encoded as in a form', () => {
    const { headers, body } = tokenRequest({ ...CLIENT, scope: 'x y' });
    const proof = Buffer.from('a+b:s%2F1%26%3D%C3%A4').toString('base64');
    expect([headers['Authorization'], body]).toEqual([`Basic ${proof}`, 'grant_type=client_credentials&scope=x+y']);
  });

  it('in its body alone', () => {
    const { headers, body } = tokenRequest({ ...CLIENT, tokenRequest: 'body' });
    expect(headers).toEqual({ 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' });
    expect(body).toBe('grant_type=client_credentials&client_id=a+b&client_secret=s%2F1%26%3D%C3%A4');
  });
});
