import { describe, expect, it } from '@jest/globals';
import { serverWords, withoutSecrets } from './server-words.js';

describe('the words of a server', () => {
  it.each([
    ['Mimir without a tenant', 'no org id\n', 'no org id'],
    ['Prometheus', '{"status":"error","errorType":"execution","error":"query timed out"}', 'query timed out'],
    ['a problem document', '{"title":"Forbidden","detail":"not in group metrics"}', 'not in group metrics'],
    ['a proxy', '<html><head><title>404 Not\n Found</title></head><body>x</body></html>', '404 Not Found'],
    ['a proxy without a title', '<html><body><h1>503 Service Unavailable</h1>\nNo server</body></html>', ''],
    ['JSON that says nothing', '{"status":"error"}', ''],
    ['half a JSON', '{"error":"oh', '{"error":"oh'],
    ['nothing', '', ''],
  ])('are those of %s', (_, body, words) => {
    expect(serverWords(body)).toBe(words);
  });

  it('are at most 200 characters, and harmless to show', () => {
    const words = serverWords(`\u001b[2J${'x'.repeat(5_000)}`);
    expect(words).toMatch(/^\\u001b\[2Jx+…$/);
    expect(words.length).toBeLessThan(210);
    expect(serverWords('go to https://reader:hunter2@host/login?token=hunter2 first')).toBe(
      'go to https://***@host/login?*** first',
    );
  });

  it('are without what we sent to prove who we are', () => {
    expect(withoutSecrets('bad token abc123 and abc123', ['', 'abc123'])).toBe('bad token *** and ***');
  });
});
