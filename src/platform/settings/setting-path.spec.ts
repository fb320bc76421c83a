import { describe, expect, it } from '@jest/globals';
import { pathText } from './setting-path.js';

describe('a path in the settings', () => {
  it.each([
    [['http', 'port'], 'http.port'],
    [['sources', 0, 'auth', 'basic'], 'sources[0].auth.basic'],
    [['matchers', 'a.b'], 'matchers["a.b"]'],
    [['matchers', ''], 'matchers[""]'],
    [['matchers', '\u001b[31m"'], 'matchers["\\u001b[31m\\""]'],
    [['strip-suffixes'], 'strip-suffixes'],
    [[0], '[0]'],
  ])('is written as people write it: %j', (path, text) => {
    expect(pathText(path)).toBe(text);
  });

  it('is bounded', () => {
    expect(pathText(['x'.repeat(10_000)]).length).toBeLessThan(120);
  });
});
