import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { didYouMean } from './did-you-mean.js';

const KNOWN = ['pollEvery', 'passwordFile', 'GET', 'HEAD', 'UP', 'kong', 'kong-legacy'];

describe('did you mean', () => {
  it.each([
    ['pollEvry', 'pollEvery'],
    ['polEvrey', 'pollEvery'],
    ['pollevery', 'pollEvery'],
    ['poll_every', 'pollEvery'],
    ['passwordFIle', 'passwordFile'],
    ['get', 'GET'],
    ['GTE', 'GET'],
    ['up', 'UP'],
    ['UPP', 'UP'],
    ['kung', 'kong'],
    ['konglegacy', 'kong-legacy'],
  ])('%s: %s', (written, meant) => {
    expect(didYouMean(written, KNOWN)).toBe(` (did you mean ${meant}?)`);
  });

  it.each([
    ['nothing like it', 'interval'],
    ['what may be half of anything', 'US'],
    ['an empty text', ''],
    ['a known name', 'GET'],
    ['what is too long', 'pollEvery'.repeat(8)],
    ['a number', 5],
    ['nothing', undefined],
    ['a list', ['GET']],
  ])('is not asked about %s', (_, written) => {
    expect(didYouMean(written, KNOWN)).toBe('');
  });

  it('takes the nearest, and of several the first', () => {
    expect(didYouMean('stats', ['state', 'stat', 'status'])).toBe(' (did you mean state?)');
    expect(didYouMean('statuss', ['state', 'stat', 'status'])).toBe(' (did you mean status?)');
  });

  it('shows only known names, regardless of what was written', () => {
    const answers = ['', ...KNOWN.map((name) => ` (did you mean ${name}?)`)];
    const nearly = fc
      .constantFrom(...KNOWN)
      .chain((name) =>
        fc
          .tuple(fc.nat(name.length), fc.string({ maxLength: 3 }))
          .map(([at, text]) => name.slice(0, at) + text + name.slice(at + 1)),
      );
    fc.assert(fc.property(fc.oneof(nearly, fc.string()), (written) => answers.includes(didYouMean(written, KNOWN))));
  });
});
